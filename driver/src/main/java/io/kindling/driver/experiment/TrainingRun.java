package io.kindling.driver.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.checkpoint.CheckpointListener;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.CheckpointWriter;
import io.kindling.driver.checkpoint.DataDigests;
import io.kindling.driver.checkpoint.History;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.tracking.IterationHistory;
import io.kindling.driver.tracking.Trackers;
import io.kindling.driver.tracking.TrainingGauges;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkEvaluator;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.checkpoint.Digest;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.Evaluator;
import io.kindling.trainer.training.Outcome;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingLoop;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.Update;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One training on prepared data, from its first or saved state to what it leaves in the run folder. */
final class TrainingRun {
    private static final String INTERRUPTED = Outcome.INTERRUPTED.name().toLowerCase(Locale.ROOT);

    private final JavaSparkContext context;
    private final ExperimentConfig config;
    private final Network network;
    private final NetworkTask task;
    private final TrainingData data;
    private final Optimizer optimizer;
    private final PrintStream progress;

    TrainingRun(
            SparkSession spark,
            ExperimentConfig config,
            Network network,
            NetworkTask task,
            Optimizer optimizer,
            TrainingData data,
            PrintStream progress) {
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.config = config;
        this.network = network;
        this.task = task;
        this.optimizer = optimizer;
        this.data = data;
        this.progress = progress;
    }

    /**
     * Trains.
     *
     * @param first that a training begins with; overwritten
     * @param from where it goes on; empty begins
     * @param began when the run began, by {@link System#nanoTime}
     * @param journal told what happens
     * @param warnings told what went wrong without ending the training
     * @param origin what the run began with
     */
    RunSummary run(
            Folder folder,
            CheckpointStore store,
            ModelState first,
            Optional<Resumption> from,
            StopRequest stop,
            long began,
            RunJournal journal,
            Consumer<String> warnings,
            Origin origin) {
        TrainingConfig training = config.training();
        History history = from.map(point -> point.checkpoint().history()).orElse(History.NONE);
        String resumed = from.map(Resumption::name).orElse(null);
        RateLog rates = new RateLog(history.epochs());
        TimeLog times = new TimeLog();
        JsonNode shown = journal.redaction().tree(RunFolder.resolved(config));
        try (SparkGradientSource source = new SparkGradientSource(context, task, data.train(), training, times::add);
                Trackers trackers = config.tracking().open(folder, shown, System.getenv(), warnings);
                MetricsLog log = new MetricsLog(folder, times, history.epochs(), warnings);
                CheckpointWriter writer = new CheckpointWriter(
                        store, training.checkpoint().keep(), resumed, warnings, journal::checkpoint)) {
            IterationHistory iterations = IterationHistory.after(history.iterations(), trackers::point);
            Optional<TrainingState> saved = from.map(point -> point.checkpoint().state());
            Optional<CheckpointListener> checkpoints = training.checkpoint()
                    .interval()
                    .map(every -> new CheckpointListener(
                            writer,
                            every,
                            saved,
                            () -> new History(log.lines(), iterations.lines()),
                            DataDigests.of(data),
                            System::nanoTime));
            ProgressPrinter printer = new ProgressPrinter(progress, training.epochs());
            List<TrainingListener> listeners =
                    new ArrayList<>(List.of(times, rates, printer, log, iterations, journal, trackers));
            TrainingGauges.of(context.sc().applicationId(), times::lastEpoch).ifPresent(listeners::add);
            checkpoints.ifPresent(listeners::add);
            TrainingLoop loop = loop(source, listeners);
            TrainingState state =
                    saved.orElseGet(() -> loop.start(first, optimizer.initialSlots(), task.metrics(), task.columns()));
            journal.loopBegins(state.iteration(), log::lines, iterations::points);
            Finishing finishing = (outcome, result) -> summary(state, result, outcome, rates, times, began);
            stop.trainingBegins();
            try {
                Outcome outcome;
                boolean kept;
                try {
                    outcome = loop.run(state, config.training().epochs(), stop::isAsked);
                    kept = checkpoints.isPresent() && checkpoints.get().finish(state);
                } finally {
                    RunReport.writeIterations(folder, iterations, warnings);
                }
                ModelState result = loop.result(state);
                // Without a checkpoint, all that was trained would be lost: the results are written all the same.
                BooleanSupplier interrupted = () -> outcome == Outcome.INTERRUPTED || (kept && stop.isAsked());
                Optional<RunSummary> summary =
                        finish(folder, outcome, result, finishing, interrupted, journal, warnings);
                trackers.ended(summary.isPresent() ? outcome.name().toLowerCase(Locale.ROOT) : INTERRUPTED);
                if (summary.isEmpty()) {
                    progress.printf(
                            "stopped after iteration %d; %s%n",
                            state.iteration(),
                            kept ? "the same command resumes from there" : "there is no checkpoint of it");
                    return finishing.summary(Outcome.INTERRUPTED, result);
                }
                RunFolder.finish(
                        folder, shown, log.finish(), summary.get(), Provenance.of(config, summary.get(), origin));
                return summary.get();
            } finally {
                stop.trainingEnded();
            }
        }
    }

    /** The summary of what was trained. */
    private interface Finishing {
        RunSummary summary(Outcome outcome, ModelState result);
    }

    /** Writes model and evaluation, and returns the summary of a whole training; empty once it is interrupted. */
    private Optional<RunSummary> finish(
            Folder folder,
            Outcome outcome,
            ModelState result,
            Finishing finishing,
            BooleanSupplier interrupted,
            RunJournal journal,
            Consumer<String> warnings) {
        if (interrupted.getAsBoolean()) {
            return Optional.empty();
        }
        ModelFolder.write(
                folder.folder(RunFolder.MODEL), new TrainedModel(network.spec(), config.loss(), result, data.inputs()));
        if (interrupted.getAsBoolean()) {
            return Optional.empty();
        }
        RunSummary summary = finishing.summary(outcome, result);
        if (!interrupted.getAsBoolean()) {
            evaluate(folder, result, journal, warnings);
        }
        return interrupted.getAsBoolean() ? Optional.empty() : Optional.of(summary);
    }

    /** What people will want to look at; no run fails by it. */
    private void evaluate(Folder folder, ModelState result, RunJournal journal, Consumer<String> warnings) {
        try {
            new RunEvaluation(context, config, task, data).of(result).ifPresent(json -> {
                folder.write(RunEvaluation.FILE, ConfigText.json(json).getBytes(StandardCharsets.UTF_8));
                journal.evaluated(json);
            });
        } catch (RuntimeException e) {
            warnings.accept("the report is without an evaluation: " + e.getMessage());
        }
    }

    private TrainingLoop loop(GradientSource source, List<TrainingListener> listeners) {
        TrainingConfig training = config.training();
        return new TrainingLoop(
                source,
                new Update(network, config.regularizer(), optimizer),
                config.schedule(),
                training.scheduleUnit(),
                config.optimizer().learningRate(),
                data.validation().map(this::evaluator),
                training.validateEvery(),
                Optional.ofNullable(training.earlyStopping()),
                listeners);
    }

    private Evaluator evaluator(PreparedData examples) {
        return new SparkEvaluator(context, task, examples);
    }

    private RunSummary summary(
            TrainingState state, ModelState result, Outcome outcome, RateLog rates, TimeLog times, long began) {
        Map<String, Long> examples = new LinkedHashMap<>();
        examples.put("train", data.train().examples());
        data.validation().ifPresent(d -> examples.put("validation", d.examples()));
        data.test().ifPresent(d -> examples.put("test", d.examples()));
        EarlyStopping.Progress stopping = state.stopping();
        boolean whole = outcome != Outcome.INTERRUPTED;
        return new RunSummary(
                outcome,
                state.epoch(),
                stopping.bestModel() == null ? state.epoch() : stopping.bestEpoch() + 1,
                state.iteration(),
                rates.steadyRate(),
                times.steady(),
                (System.nanoTime() - began) / 1e9,
                rates.lastTrain(),
                whole ? metrics(data.validation(), result) : Map.of(),
                whole ? metrics(data.test(), result) : Map.of(),
                examples,
                network.parameters().length(),
                Digest.ofModel(result),
                data.train().digest(),
                Versions.ofThisProcess(context.version()));
    }

    private Map<String, Double> metrics(Optional<PreparedData> examples, ModelState model) {
        return examples.map(d -> evaluator(d).evaluate(model).values()).orElse(Map.of());
    }
}

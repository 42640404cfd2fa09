package io.kindling.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.checkpoint.CheckpointEvents;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.Checkpoints;
import io.kindling.driver.checkpoint.History;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.tracking.IterationHistory;
import io.kindling.driver.tracking.Trackers;
import io.kindling.driver.tracking.TrainingGauges;
import io.kindling.driver.training.DistributedTraining;
import io.kindling.driver.training.NetworkTask;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.Outcome;
import io.kindling.trainer.training.TrainingEngine;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingResult;
import io.kindling.trainer.training.TrainingState;
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

/** Runs one training on prepared data, from its initial or resumed state to the files of the run folder. */
final class TrainingRun {
    private static final String INTERRUPTED = Outcome.INTERRUPTED.name().toLowerCase(Locale.ROOT);

    private final JavaSparkContext context;
    private final ExperimentConfig config;
    private final TrainingEngine engine;
    private final DistributedTraining training;
    private final TrainingData data;
    private final PrintStream progress;

    TrainingRun(
            SparkSession spark,
            ExperimentConfig config,
            TrainingEngine engine,
            TrainingData data,
            PrintStream progress) {
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.config = config;
        this.engine = engine;
        this.training = new DistributedTraining(spark, engine, config.training().execution(), data);
        this.data = data;
        this.progress = progress;
    }

    /**
     * The state that a run starts from.
     *
     * @param first initial parameters of a new training; overwritten
     * @param from the checkpoint to resume from; empty for a new training
     * @param origin of the run
     * @param began start of the run, as {@link System#nanoTime}
     */
    record Start(ModelState first, Optional<Resumption> from, RunOrigin origin, long began) {}

    /**
     * The outputs of a run.
     *
     * @param store of the checkpoints
     * @param journal of events
     * @param warnings receives each problem that does not end the training
     */
    record Place(Folder folder, CheckpointStore store, RunJournal journal, Consumer<String> warnings) {}

    /** Trains and writes model, metrics and summary to the run folder. */
    RunSummary run(Start start, Place place, StopRequest stop) {
        Folder folder = place.folder();
        RunJournal journal = place.journal();
        Consumer<String> warnings = place.warnings();
        History history =
                start.from().map(point -> point.checkpoint().history()).orElse(History.NONE);
        RateLog rates = new RateLog(history.epochs());
        TimeLog times = new TimeLog();
        JsonNode shown = journal.redaction().tree(RunFolder.resolved(config));
        Checkpoints.Policy policy =
                Checkpoints.Policy.of(config.training().execution().checkpoint());
        try (Trackers trackers = config.tracking().open(folder, shown, System.getenv(), warnings);
                MetricsLog log = new MetricsLog(folder, times, history.epochs(), warnings);
                Checkpoints checkpoints =
                        new Checkpoints(place.store(), policy, start.from(), data, events(journal, warnings))) {
            IterationHistory iterations = IterationHistory.after(history.iterations(), trackers::point);
            ProgressPrinter printer =
                    new ProgressPrinter(progress, config.training().config().epochs());
            List<TrainingListener> listeners =
                    new ArrayList<>(List.of(times, rates, printer, log, iterations, journal, trackers));
            TrainingGauges.of(context.sc().applicationId(), times::lastEpoch).ifPresent(listeners::add);
            listeners.addAll(checkpoints.listeners(() -> new History(log.lines(), iterations.lines())));
            journal.loopStarted(
                    checkpoints.resumed().map(TrainingState::iteration).orElse(0L), log::lines, iterations::points);
            stop.trainingBegins();
            try {
                TrainingResult result;
                boolean kept;
                try {
                    result = training.withTimes(times::add)
                            .run(start.first(), checkpoints, listeners, stop::isRequested);
                    kept = checkpoints.finish(result.state());
                } finally {
                    RunReport.writeIterations(folder, iterations, warnings);
                }
                // Without a checkpoint the trained parameters would be lost, so the results are written in any case.
                BooleanSupplier interrupted =
                        () -> result.outcome() == Outcome.INTERRUPTED || (kept && stop.isRequested());
                boolean written = write(place, result.model(), interrupted);
                RunSummary summary =
                        summary(result, written ? result.outcome() : Outcome.INTERRUPTED, rates, times, start.began());
                if (written && !interrupted.getAsBoolean()) {
                    evaluate(folder, result.model(), journal, warnings);
                }
                if (!written || interrupted.getAsBoolean()) {
                    trackers.ended(INTERRUPTED);
                    progress.printf(
                            "stopped after iteration %d; %s%n",
                            result.state().iteration(),
                            kept ? "run the same command to resume" : "it has no checkpoint");
                    return summary(result, Outcome.INTERRUPTED, rates, times, start.began());
                }
                trackers.ended(result.outcome().name().toLowerCase(Locale.ROOT));
                RunFolder.finish(folder, shown, log.finish(), summary, Provenance.of(config, summary, start.origin()));
                return summary;
            } finally {
                stop.trainingEnded();
            }
        }
    }

    private static CheckpointEvents events(RunJournal journal, Consumer<String> warnings) {
        return new CheckpointEvents() {
            @Override
            public void warning(String text) {
                warnings.accept(text);
            }

            @Override
            public void written(String name, long iteration) {
                journal.checkpoint(name, iteration);
            }
        };
    }

    /** Writes the model. Returns whether it is complete and the run was not interrupted. */
    private boolean write(Place place, ModelState model, BooleanSupplier interrupted) {
        if (interrupted.getAsBoolean()) {
            return false;
        }
        ModelFolder.write(
                place.folder().folder(RunFolder.MODEL),
                new TrainedModel(engine.network().spec(), config.loss(), model, data.inputs()));
        return !interrupted.getAsBoolean();
    }

    /** Evaluates the model for the report. A failure is a warning. */
    private void evaluate(Folder folder, ModelState result, RunJournal journal, Consumer<String> warnings) {
        try {
            new RunEvaluation(context, config, NetworkTask.of(engine.spec()), data)
                    .of(result)
                    .ifPresent(json -> {
                        folder.write(RunEvaluation.FILE, ConfigText.json(json).getBytes(StandardCharsets.UTF_8));
                        journal.evaluated(json);
                    });
        } catch (RuntimeException e) {
            warnings.accept("the report has no evaluation: " + e.getMessage());
        }
    }

    private RunSummary summary(TrainingResult result, Outcome outcome, RateLog rates, TimeLog times, long began) {
        Map<String, Long> examples = new LinkedHashMap<>();
        examples.put("train", data.train().examples());
        data.validation().ifPresent(d -> examples.put("validation", d.examples()));
        data.test().ifPresent(d -> examples.put("test", d.examples()));
        boolean uninterrupted = outcome != Outcome.INTERRUPTED;
        return new RunSummary(
                outcome,
                new RunSummary.Progress(
                        result.state().epoch(),
                        result.bestEpoch(),
                        result.state().iteration()),
                new RunSummary.Timing(rates.steadyRate(), times.steady(), (System.nanoTime() - began) / 1e9),
                new RunSummary.Metrics(
                        rates.lastTrain(),
                        uninterrupted ? metrics(data.validation(), result.model()) : Map.of(),
                        uninterrupted ? metrics(data.test(), result.model()) : Map.of()),
                examples,
                engine.network().parameters().length(),
                new RunSummary.Digests(result.model().digest(), data.train().digest()),
                Versions.ofThisProcess(context.version()));
    }

    private Map<String, Double> metrics(Optional<PreparedData> examples, ModelState model) {
        return examples.map(d -> training.evaluate(model, d)).orElse(Map.of());
    }
}

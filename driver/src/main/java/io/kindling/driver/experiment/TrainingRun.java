package io.kindling.driver.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.checkpoint.CheckpointEvents;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.Checkpoints;
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
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** One training on prepared data, from its first or saved state to what it leaves in the run folder. */
final class TrainingRun {
    private final JavaSparkContext context;
    private final ExperimentConfig config;
    private final TrainingEngine engine;
    private final DistributedTraining training;
    private final TrainingData data;
    private final PrintStream progress;

    TrainingRun(
            SparkSession spark, ExperimentConfig config, TrainingEngine engine, TrainingData data, PrintStream progress) {
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.config = config;
        this.engine = engine;
        this.training = new DistributedTraining(spark, engine, config.training().execution(), data);
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
        History history = from.map(point -> point.checkpoint().history()).orElse(History.NONE);
        RateLog rates = new RateLog(history.epochs());
        TimeLog times = new TimeLog();
        JsonNode shown = journal.redaction().tree(RunFolder.resolved(config));
        Checkpoints.Policy policy =
                Checkpoints.Policy.of(config.training().execution().checkpoint());
        try (Trackers trackers = config.tracking().open(folder, shown, System.getenv(), warnings);
                MetricsLog log = new MetricsLog(folder, times, history.epochs(), warnings);
                Checkpoints checkpoints = new Checkpoints(store, policy, from, data, events(journal, warnings))) {
            IterationHistory iterations = IterationHistory.after(history.iterations(), trackers::point);
            ProgressPrinter printer =
                    new ProgressPrinter(progress, config.training().config().epochs());
            List<TrainingListener> listeners =
                    new ArrayList<>(List.of(times, rates, printer, log, iterations, journal, trackers));
            TrainingGauges.of(context.sc().applicationId(), times::lastEpoch).ifPresent(listeners::add);
            listeners.addAll(checkpoints.listeners(() -> new History(log.lines(), iterations.lines())));
            journal.loopBegins(
                    checkpoints.resumed().map(TrainingState::iteration).orElse(0L), log::lines, iterations::points);
            TrainingResult result;
            try {
                result = train(first, checkpoints, listeners, times, stop);
                trackers.ended(result.outcome().name().toLowerCase(Locale.ROOT));
            } finally {
                RunReport.writeIterations(folder, iterations, warnings);
            }
            if (result.outcome() == Outcome.INTERRUPTED) {
                return summary(result, rates, times, began);
            }
            ModelFolder.write(
                    folder.folder(RunFolder.MODEL),
                    new TrainedModel(engine.network().spec(), config.loss(), result.model(), data.inputs()));
            RunSummary summary = summary(result, rates, times, began);
            evaluate(folder, result.model(), journal, warnings);
            RunFolder.finish(folder, shown, log.finish(), summary, Provenance.of(config, summary, origin));
            return summary;
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

    private TrainingResult train(
            ModelState first,
            Checkpoints checkpoints,
            List<TrainingListener> listeners,
            TimeLog times,
            StopRequest stop) {
        stop.loopBegins();
        try {
            TrainingResult result =
                    training.withTimes(times::add).run(first, checkpoints, listeners, stop::isAsked);
            boolean saved = checkpoints.finish(result.state());
            if (result.outcome() == Outcome.INTERRUPTED) {
                progress.printf(
                        "stopped after iteration %d; %s%n",
                        result.state().iteration(),
                        saved ? "the same command goes on from there" : "there is no checkpoint of it");
            }
            return result;
        } finally {
            stop.loopEnded();
        }
    }

    /** What people will want to look at; no run fails by it. */
    private void evaluate(Folder folder, ModelState result, RunJournal journal, Consumer<String> warnings) {
        try {
            new RunEvaluation(context, config, NetworkTask.of(engine.spec()), data).of(result).ifPresent(json -> {
                folder.write(RunEvaluation.FILE, ConfigText.json(json).getBytes(StandardCharsets.UTF_8));
                journal.evaluated(json);
            });
        } catch (RuntimeException e) {
            warnings.accept("the report is without an evaluation: " + e.getMessage());
        }
    }

    private RunSummary summary(TrainingResult result, RateLog rates, TimeLog times, long began) {
        Map<String, Long> examples = new LinkedHashMap<>();
        examples.put("train", data.train().examples());
        data.validation().ifPresent(d -> examples.put("validation", d.examples()));
        data.test().ifPresent(d -> examples.put("test", d.examples()));
        boolean whole = result.outcome() != Outcome.INTERRUPTED;
        return new RunSummary(
                result.outcome(),
                result.state().epoch(),
                result.bestEpoch(),
                result.state().iteration(),
                rates.steadyRate(),
                times.steady(),
                (System.nanoTime() - began) / 1e9,
                rates.lastTrain(),
                whole ? metrics(data.validation(), result.model()) : Map.of(),
                whole ? metrics(data.test(), result.model()) : Map.of(),
                examples,
                engine.network().parameters().length(),
                result.model().digest(),
                data.train().digest(),
                Versions.ofThisProcess(context.version()));
    }

    private Map<String, Double> metrics(Optional<PreparedData> examples, ModelState model) {
        return examples.map(d -> training.evaluate(model, d)).orElse(Map.of());
    }
}

package io.kindling.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.MetricsLog;
import io.kindling.driver.run.RunJournal;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.run.StopRequest;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.JsonLines;
import io.kindling.driver.tracking.EventLog;
import io.kindling.driver.tracking.IterationPoint;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;

/**
 * A small training with all kinds of saved state: batch norm, dropout, Adam, a schedule that monitors the loss, early
 * stopping. 23 iterations per epoch.
 */
public final class Digits {
    /** Iterations per epoch. */
    public static final int BATCHES = 23;

    private static final Path DATA =
            Path.of("../conf/data/digits.csv.gz").toAbsolutePath().normalize();
    private static final String EXPERIMENT = """
            data:
              source:
                csv: {path: %s, header: false}
              label: [_c64]
              scaling: standardize
              validationFraction: 0.2
            network:
              layers: [linear: 32, batchNorm1d, relu, dropout: 0.3, linear: 10]
            loss: crossEntropy
            optimizer: {adam: 0.02}
            schedule: {reduceOnPlateau: {patience: 0, factor: 0.5}}
            training:
              {epochs: 4, batchSize: 64, shards: 4, seed: 1, earlyStopping: {patience: 4}, checkpoint: {every: 10 iterations}}
            """.formatted(DATA);

    private final SparkSession spark;
    private final String folder;
    private final List<String> assignments = new ArrayList<>();
    private final Printed printed = new Printed();
    private final StopRequest stop = new StopRequest();

    /**
     * Creates a training into one folder.
     *
     * @param folder run folder on any file system
     */
    public Digits(SparkSession spark, String folder) {
        this.spark = spark;
        this.folder = folder;
    }

    /** Sets keys of the configuration. */
    public Digits with(String... more) {
        assignments.addAll(List.of(more));
        return this;
    }

    /**
     * Requests a stop at the first job of the training loop from the given number of jobs on, counted from this call.
     */
    public Digits stoppedAtJob(int job) {
        SparkListener listener = new SparkListener() {
            private int jobs;
            private boolean accepted;

            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs++;
                accepted = accepted || (jobs >= job && stop.request());
            }
        };
        spark.sparkContext().addSparkListener(listener);
        return this;
    }

    /**
     * Runs an action once at the first line with this prefix, in the thread that prints it. Lines of epochs are printed
     * by the training loop before the checkpoint at the end of the epoch.
     */
    public Digits atLine(String begins, Runnable action) {
        printed.actions.put(begins, action);
        return this;
    }

    /** Starts or restarts the training. */
    public RunSummary run() {
        return run(journal -> {});
    }

    /** Starts or restarts the training with a listener. */
    public RunSummary run(Consumer<RunJournal> watcher) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new Experiment(spark, config()).train(runFolder(), System.nanoTime(), out, stop, watcher);
    }

    /** Requests a stop. */
    public StopRequest stop() {
        return stop;
    }

    /** The run folder. */
    public Folder runFolder() {
        return Folder.of(folder, spark.sparkContext().hadoopConfiguration());
    }

    /** The printed human-readable output. */
    public String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Names of the existing checkpoints. */
    public List<String> checkpoints() {
        return runFolder().folder(CheckpointStore.FOLDER).names();
    }

    /** The lines of {@code metrics.jsonl} without times. */
    public List<JsonNode> metrics() {
        String text = new String(runFolder().read(MetricsLog.FILE), StandardCharsets.UTF_8);
        return text.lines().map(Digits::timeless).toList();
    }

    /** The loss of each iteration from {@code iterations.jsonl}. */
    public List<Double> losses() {
        return JsonLines.parse(runFolder().read(IterationPoint.FILE), IterationPoint.FILE).stream()
                .map(line -> line.path("loss").doubleValue())
                .toList();
    }

    /** The names of the events in the run folder. */
    public List<String> events() {
        return JsonLines.parse(runFolder().read(EventLog.FILE), EventLog.FILE).stream()
                .map(line -> line.path("event").asText())
                .toList();
    }

    private static JsonNode timeless(String line) {
        try {
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(line);
            return json.without(List.of("examplesPerSecond", "seconds", "iterationMilliseconds"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExperimentConfig config() {
        ObjectNode tree = ConfigText.parse(EXPERIMENT, "experiment");
        return RecordReader.read(
                Overrides.apply(tree, assignments, ExperimentConfig.class), ExperimentConfig.class, "experiment");
    }

    /** Captures the output and runs actions at given lines. */
    private static final class Printed extends ByteArrayOutputStream {
        private final Map<String, Runnable> actions = new LinkedHashMap<>();

        /** A print stream flushes at the end of a line. */
        @Override
        public void flush() {
            List<String> lines = toString(StandardCharsets.UTF_8).lines().toList();
            List<String> due = actions.keySet().stream()
                    .filter(begins -> lines.stream().anyMatch(line -> line.startsWith(begins)))
                    .toList();
            due.forEach(begins -> actions.remove(begins).run());
        }
    }
}

package io.kindling.driver.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.session.SparkSettings;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A training with batch norm and dropout that runs on any cluster, compared by the digest of its parameters. */
final class Trainings {
    static final Path DIGITS =
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
            optimizer: {adam: 0.01}
            training: {epochs: 2, batchSize: 64, shards: 8, seed: 1}
            """.formatted(DIGITS);

    private final Path folder;
    private final String experiment;
    private final AtomicInteger runs = new AtomicInteger();

    /**
     * Creates trainings on digits of one or two seconds each, with run folders in one folder.
     *
     * @param folder local folder
     */
    Trainings(Path folder) {
        this(folder, EXPERIMENT);
    }

    /**
     * Creates trainings with run folders in one folder.
     *
     * @param folder local folder
     * @param experiment complete configuration as YAML
     */
    Trainings(Path folder, String experiment) {
        this.folder = folder;
        this.experiment = experiment;
    }

    /**
     * Trains.
     *
     * @param assignments overrides of the configuration, such as {@code training.seed=2}
     */
    RunSummary run(SparkSession spark, String... assignments) {
        ObjectNode tree = ConfigText.parse(experiment, "experiment");
        ExperimentConfig config = RecordReader.read(
                Overrides.apply(tree, List.of(assignments), ExperimentConfig.class),
                ExperimentConfig.class,
                "experiment");
        Folder run = Folder.of(
                folder.resolve("run" + runs.incrementAndGet()).toString(),
                spark.sparkContext().hadoopConfiguration());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Experiment(spark, config).train(run, System.nanoTime(), nowhere);
    }

    /** Trains and returns the digest of the parameters. */
    String sha256(SparkSession spark, String... assignments) {
        return run(spark, assignments).digests().parametersSha256();
    }

    /** Trains in a new session and returns the digest of the parameters. */
    String sha256On(String master, Map<String, String> settings, String... assignments) throws IOException {
        try (SparkSession spark = session(master, settings)) {
            return sha256(spark, assignments);
        }
    }

    /**
     * Creates a session with Kindling's settings. Executors in other processes use the class path of this process.
     *
     * @param master any master URL
     * @param settings additional settings
     */
    static SparkSession session(String master, Map<String, String> settings) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executorEnv.OPENBLAS_NUM_THREADS", "1")
                .set("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        settings.forEach(conf::set);
        return SparkSession.builder()
                .config(SparkSettings.applyTo(conf.set("spark.kryo.registrationRequired", "true")))
                .getOrCreate();
    }
}

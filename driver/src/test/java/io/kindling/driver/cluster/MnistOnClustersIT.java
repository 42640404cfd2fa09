package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.data.source.Idx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Same bits on MNIST: two epochs of a perceptron with batch norm and dropout. Enabled if {@code -Dmnist=FOLDER}
 * names a folder with the compressed training files.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "mnist", matches = ".+")
final class MnistOnClustersIT {
    private static final int WORKERS = 4;
    private static final String EXPERIMENT = """
            data:
              source:
                idx: {images: %1$s/train-images-idx3-ubyte.gz, labels: %1$s/train-labels-idx1-ubyte.gz}
              scaling: {divide: 255}
            network:
              layers: [linear: 128, batchNorm1d, relu, dropout: 0.5, linear: 10]
            loss: crossEntropy
            optimizer: {adam: 0.001}
            training: {epochs: 2, batchSize: 256, shards: 8, seed: 1}
            """;
    private static final String CSV = "data.source={csv: {path: '%s', header: false}}";

    @TempDir
    private static Path folder;

    private static String mnist;
    private static Trainings trainings;
    private static String expected;
    private static StandaloneCluster cluster;

    @BeforeAll
    static void trainOnOneCore() throws IOException {
        mnist = Path.of(System.getProperty("mnist")).toAbsolutePath().toString();
        trainings = new Trainings(folder, EXPERIMENT.formatted(mnist));
        expected = trainings.sha256On("local[1]", Map.of());
        cluster = StandaloneCluster.start(WORKERS, StandaloneCluster.WORKER_MEGABYTES, folder.resolve("cluster"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[2]", "local[4]", "local-cluster[2,1,1024]"})
    void sameBitsOn(String master) throws IOException {
        Map<String, String> settings = Map.of("spark.executor.memory", StandaloneCluster.EXECUTOR_MEMORY);
        assertThat(trainings.sha256On(master, settings)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void sameBitsOnExecutors(int executors) throws IOException {
        try (SparkSession spark = cluster.session(executors, Map.of())) {
            assertThat(StandaloneCluster.executors(spark, executors)).hasSize(executors);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
        }
    }

    @Test
    void otherSeedHasOtherBits() throws IOException {
        assertThat(trainings.sha256On("local[2]", Map.of(), "training.seed=2")).isNotEqualTo(expected);
    }

    /** Each file has another order of rows. */
    @Test
    void sameBitsFromEveryFormat() throws IOException {
        try (SparkSession spark = Trainings.session("local[2]", Map.of())) {
            Dataset<Row> rows = new Idx(mnist + "/train-images-idx3-ubyte.gz", mnist + "/train-labels-idx1-ubyte.gz")
                    .open(spark)
                    .dataset()
                    .cache();
            for (int files : new int[] {1, 7, 64}) {
                Path csv = folder.resolve("csv" + files);
                rows.orderBy(functions.rand(files))
                        .repartition(files)
                        .map((MapFunction<Row, String>) MnistOnClustersIT::text, Encoders.STRING())
                        .write()
                        .text(csv.toString());
                assertThat(trainings.sha256(spark, CSV.formatted(csv), "data.label=[-1]"))
                        .as("%d files", files)
                        .isEqualTo(expected);
            }
            Path parquet = folder.resolve("parquet");
            rows.orderBy(functions.rand(3))
                    .select("image", "label")
                    .repartition(7)
                    .write()
                    .parquet(parquet.toString());
            assertThat(trainings.sha256(spark, "data.source={parquet: '" + parquet + "'}", "data.label=[label]"))
                    .isEqualTo(expected);
        }
    }

    private static String text(Row row) {
        StringBuilder line = new StringBuilder();
        for (byte pixel : (byte[]) row.get(0)) {
            line.append(pixel & 0xFF).append(',');
        }
        return line.append(row.getInt(1)).toString();
    }

    @Test
    void sameBitsWithSpeculativeCopies() throws IOException {
        try (SparkSession spark = cluster.session(WORKERS, Faults.STRAGGLER_ON_ONE_HOST)) {
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.speculativeSuccesses()).isGreaterThan(3);
        }
    }

    @Test
    void sameBitsWithFailingTasks() throws IOException {
        try (SparkSession spark = Trainings.session("local[2,4]", Faults.FAILING)) {
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.failedTasks()).isGreaterThan(3);
        }
    }

    @Test
    void sameBitsWithKilledExecutors() throws IOException {
        try (SparkSession spark = cluster.session(2, Map.of())) {
            List<ProcessHandle> executors = new ArrayList<>(StandaloneCluster.executors(spark, 2));
            Witness witness = new Witness()
                    .at(150, () -> executors.get(0).destroyForcibly())
                    .at(350, () -> executors.get(1).destroyForcibly())
                    .attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.acted()).isEqualTo(2);
            assertThat(witness.removedExecutors()).isEqualTo(2);
        }
    }
}

package io.kindling.driver.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.TestSpark;
import io.kindling.driver.cluster.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains on examples that are four times as large as the memory of all executors. Each example is used once per epoch,
 * and no heap grows.
 */
@Tag("slow")
final class LargerThanMemoryOnClustersIT {
    private static final int EXECUTORS = 2;
    /** Spark requires at least 450 MiB for an executor, excluding one survivor space. */
    private static final int HEAP_MEGABYTES = 528;

    private static final int EPOCHS = 2;
    private static final int BATCH = 1024;
    private static final long MEMORY = ((long) EXECUTORS * HEAP_MEGABYTES) << 20;
    private static final long IMAGE_BYTES = (long) DistortedImages.PIXELS * Float.BYTES;
    /** Two chunks: the current one, and the previous one until it is collected. */
    private static final long GROWTH = 32L << 20;

    private static final String EXPERIMENT = """
            data:
              source: {parquet: %s}
              label: [label]
              scaling: {divide: 255}
              chunkMegabytes: 16
            network: {layers: [linear: 32, batchNorm1d, relu, linear: 10]}
            loss: crossEntropy
            optimizer: {adam: 0.001}
            training: {epochs: %d, batchSize: %d, shards: 4, checkpoint: never}
            """;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void heapsDoNotGrow() throws Exception {
        String images = folder.resolve("images").toString();
        long examples;
        try (SparkSession spark = TestSpark.plain("local[2]").getOrCreate()) {
            examples = DistortedImages.write(spark, images, 4 * MEMORY / IMAGE_BYTES + 1);
        }
        assertThat(examples * IMAGE_BYTES).isGreaterThan(4 * MEMORY);

        List<String> lines = train(EXPERIMENT.formatted(images, EPOCHS, BATCH));
        lines.forEach(System.out::println);
        JsonNode summary =
                new ObjectMapper().readTree(folder.resolve("run/summary.json").toFile());
        assertThat(summary.path("examples").path("train").asLong()).isEqualTo(examples);
        assertThat(summary.path("iterations").asLong()).isEqualTo(EPOCHS * ((examples + BATCH - 1) / BATCH));
        assertThat(summary.path("train").path("accuracy").asDouble()).isGreaterThan(0.9);

        List<Gauge> driver = Gauge.among(lines.stream()).toList();
        assertThat(driver).hasSize(EPOCHS);
        assertFlat(driver);
        List<List<Gauge>> executors = ExecutorGauges.read(folder.resolve("gauges"));
        assertThat(executors).hasSize(EXECUTORS).allSatisfy(gauges -> {
            gauges.forEach(gauge -> System.out.println(gauge.text()));
            assertThat(gauges).hasSizeGreaterThan(EPOCHS);
            assertFlat(gauges);
        });
        long onDisk = executors.stream()
                .mapToLong(gauges -> gauges.get(gauges.size() - 1).disk())
                .sum();
        assertThat(onDisk).isGreaterThan(examples * IMAGE_BYTES - MEMORY);
    }

    private static void assertFlat(List<Gauge> gauges) {
        long first = gauges.get(0).heap();
        assertThat(gauges).allSatisfy(gauge -> assertThat(gauge.heap()).isLessThan(first + GROWTH));
    }

    private List<String> train(String experiment) throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("config.yaml"), experiment);
        Path gauges = Files.createDirectory(folder.resolve("gauges"));
        try (StandaloneCluster cluster =
                StandaloneCluster.start(EXECUTORS, HEAP_MEGABYTES, folder.resolve("cluster"))) {
            return GaugedTraining.run(
                    List.of("-Xmx512m"),
                    folder.resolve("log"),
                    config.toString(),
                    folder.resolve("run").toString(),
                    cluster.url(),
                    folder.resolve("local").toString(),
                    "0",
                    "spark.executor.memory=" + HEAP_MEGABYTES + "m",
                    "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
                    "spark.executor.extraJavaOptions=-XX:+UseParallelGC",
                    "spark.executorEnv.OPENBLAS_NUM_THREADS=1",
                    "spark.scheduler.minRegisteredResourcesRatio=1.0",
                    "spark.plugins=" + ExecutorGauges.class.getName(),
                    ExecutorGauges.FOLDER + "=" + gauges);
        }
    }
}

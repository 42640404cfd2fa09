package io.kindling.driver.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains for thousands of iterations, each with a broadcast and a shuffle, and validates in each of 130 epochs. Neither
 * the heap of the driver nor its shuffle folder grows. {@code -Diterations=N} sets the number of iterations.
 */
@Tag("slow")
final class ManyIterationsIT {
    private static final int ITERATIONS = Integer.getInteger("iterations", 1170);
    private static final int EPOCHS = 130;
    private static final int BATCH = 32;
    private static final int EXAMPLES = ITERATIONS / EPOCHS * BATCH * 10 / 9;
    private static final int JOBS_BETWEEN = Math.max(300, (ITERATIONS + EPOCHS) / 10);

    /** Less than 4 KiB per iteration. The history of a single Spark job would take more. */
    private static final long GROWTH = 2L << 20;

    /** Shuffle files of several iterations, because Spark deletes them with delay. Each iteration writes eight. */
    private static final long MAX_SHUFFLE_FILES = 200;

    private static final String EXPERIMENT = """
            data:
              source: {synthetic: {examples: %d, features: 100, classes: 10}}
              scaling: {divide: 255}
              validationFraction: 0.1
            network: {layers: [linear: 600, relu, linear: 10]}
            loss: crossEntropy
            optimizer: {adam: 0.001}
            training: {epochs: %d, batchSize: %d, shards: 4, aggregationDepth: 2, checkpoint: {every: 100 iterations, keep: 2}}
            """.formatted(EXAMPLES, EPOCHS, BATCH);

    @TempDir
    private Path folder;

    @Test
    void heapDoesNotGrow() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yaml"), EXPERIMENT);
        List<String> lines = GaugedTraining.run(
                List.of("-Xmx512m"),
                folder.resolve("log"),
                config.toString(),
                folder.resolve("run").toString(),
                "local[4]",
                folder.resolve("local").toString(),
                Integer.toString(JOBS_BETWEEN));
        List<Gauge> gauges = Gauge.among(lines.stream()).toList();
        assertThat(gauges).as(String.join("\n", lines)).hasSizeGreaterThan(3);
        gauges.forEach(gauge -> System.out.println(gauge.text()));
        Gauge warm = gauges.get(1);
        List<Gauge> lastTwo = gauges.subList(gauges.size() - 2, gauges.size());
        // Events and results in flight can be large in one measurement. A leak shows in both.
        assertThat(lastTwo).anySatisfy(gauge -> assertThat(gauge.heap()).isLessThan(warm.heap() + GROWTH));
        assertThat(gauges).allSatisfy(gauge -> assertThat(gauge.shuffleFiles()).isBetween(0L, MAX_SHUFFLE_FILES));
    }
}

package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that needs more memory than the heap of its executors fails with the settings to change. Executors and
 * session continue.
 */
@Tag("slow")
final class HeapOnClustersIT {
    /** One shard has 100,000 activations for each of 1,437 examples: 548 MiB, and twice that with the next layer. */
    private static final String[] LARGE = {
        "network.layers=[linear: 100000, relu, linear: 10]", "training.batchSize=1437", "training.shards=1"
    };

    @TempDir
    private Path folder;

    @Test
    void exhaustedHeapIsReportedAndExecutorsContinue() throws IOException {
        Trainings trainings = new Trainings(folder);
        String expected = trainings.sha256On("local[1]", Map.of());
        try (StandaloneCluster cluster =
                        StandaloneCluster.start(2, StandaloneCluster.WORKER_MEGABYTES, folder.resolve("cluster"));
                SparkSession spark = cluster.session(2, Map.of())) {
            Set<ProcessHandle> executors = StandaloneCluster.executors(spark, 2);
            assertThatThrownBy(() -> trainings.run(spark, LARGE))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageMatching("Cannot compute a task: Java heap space in 7\\d\\d MiB; .*")
                    .hasMessageContaining("spark.executor.memory");
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(executors).allMatch(ProcessHandle::isAlive);
            assertThat(StandaloneCluster.executors(spark, 2)).isEqualTo(executors);
        }
    }
}

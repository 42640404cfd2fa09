package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

final class ClusterErrorsTest {

    /** Allocates more than the heap. */
    private static final class HeapExhaustingTask implements PartitionJob.Task<ShardBlock, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String run(Iterator<ShardBlock> blocks) {
            long[][] much = new long[1 << 20][];
            for (int i = 0; i < much.length; i++) {
                much[i] = new long[1 << 27];
            }
            return "never " + much.length;
        }
    }

    /** Returns more than Spark accepts. */
    private static final class LargeResultTask implements PartitionJob.Task<ShardBlock, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String run(Iterator<ShardBlock> blocks) {
            return "x".repeat(4 << 20);
        }
    }

    @Test
    void exhaustedHeapIsReportedAndTheExecutorContinues() throws IOException {
        try (SparkSession spark = TestSpark.local(2)) {
            JavaRDD<ShardBlock> blocks = blocks(spark);
            assertThatThrownBy(() -> PartitionJob.run(
                            PartitionJob.part(blocks.rdd(), 0, 1),
                            String.class,
                            new HeapExhaustingTask(),
                            result -> {}))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("Cannot compute a task: Java heap space in ")
                    .hasMessageContaining("spark.executor.memory");
            assertThat(blocks.count()).isZero();
        }
    }

    @Test
    void tooLargeResultIsReported() throws IOException {
        try (SparkSession spark = TestSpark.builder("local[2]")
                .config("spark.driver.maxResultSize", "1m")
                .getOrCreate()) {
            assertThatThrownBy(() ->
                            PartitionJob.run(blocks(spark).rdd(), String.class, new LargeResultTask(), result -> {}))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("Cannot collect gradients: ")
                    .hasMessageEndingWith("; raise spark.driver.maxResultSize");
        }
    }

    private static JavaRDD<ShardBlock> blocks(SparkSession spark) {
        return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(List.<ShardBlock>of(), 2);
    }

    @Test
    void lostExecutorIsReported() {
        for (String message : List.of(
                "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited caused by one of the running tasks) Reason: Command exited with code 52",
                "Container from a bad node: container_1 on host: h. Exit status: 137. Diagnostics: Killed by external signal, exit code 137")) {
            assertThatThrownBy(() -> ClusterErrors.withExplanation(() -> {
                        throw new IllegalStateException(message);
                    }))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("give executors more memory (spark.executor.memory");
        }
        IllegalStateException other = new IllegalStateException("Job 3 cancelled because SparkContext was shut down");
        assertThatThrownBy(() -> ClusterErrors.withExplanation(() -> {
                    throw other;
                }))
                .isSameAs(other);
    }
}

package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same parameters, bit for bit, as on one core of one process, from clusters of processes and through what happens to them. */
@Tag("slow")
final class SameBitsOnClustersIT {
    private static final int WORKERS = 4;

    @TempDir
    private static Path folder;

    private static Trainings trainings;
    private static String expected;
    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        trainings = new Trainings(folder);
        expected = trainings.sha256On("local[1]", Map.of());
        cluster = StandaloneCluster.start(WORKERS, StandaloneCluster.WORKER_MEGABYTES, folder.resolve("cluster"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void onLocalCluster() throws IOException {
        assertThat(trainings.sha256On(
                        "local-cluster[2,1,1024]", Map.of("spark.executor.memory", StandaloneCluster.EXECUTOR_MEMORY)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void onExecutors(int executors) throws IOException {
        try (SparkSession spark = cluster.session(executors, Map.of())) {
            assertThat(StandaloneCluster.executors(spark, executors)).hasSize(executors);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
        }
    }

    @Test
    void withSpeculativeCopiesOfStragglers() throws IOException {
        try (SparkSession spark = cluster.session(WORKERS, Faults.STRAGGLER_ON_ONE_HOST)) {
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.speculativeSuccesses()).isGreaterThan(3);
        }
    }

    /** At depth 2 a lost executor takes gradients with it that others would have merged: Spark computes the stage before again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void afterExecutorsWereKilled(int aggregationDepth) throws IOException {
        try (SparkSession spark = cluster.session(WORKERS, Map.of())) {
            List<ProcessHandle> executors = new ArrayList<>(StandaloneCluster.executors(spark, WORKERS));
            Witness witness = new Witness()
                    .at(20, () -> executors.get(0).destroyForcibly())
                    .at(40, () -> executors.get(1).destroyForcibly())
                    .attach(spark);
            assertThat(trainings.sha256(spark, "training.aggregationDepth=" + aggregationDepth))
                    .isEqualTo(expected);
            assertThat(witness.acted()).isEqualTo(2);
            assertThat(witness.removedExecutors()).isEqualTo(2);
            assertThat(executors.subList(0, 2)).noneMatch(ProcessHandle::isAlive);
        }
    }
}

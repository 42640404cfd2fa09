package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.scheduler.ExecutorDecommissionInfo;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Clusters of processes give the same bits as one core of one process, also with faults. */
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
    void sameBitsOnLocalCluster() throws IOException {
        assertThat(trainings.sha256On(
                        "local-cluster[2,1,1024]", Map.of("spark.executor.memory", StandaloneCluster.EXECUTOR_MEMORY)))
                .isEqualTo(expected);
    }

    /** The data is one compressed file, which a single task reads. All executors still take part in the work. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void sameBitsOnExecutors(int executors) throws IOException {
        try (SparkSession spark = cluster.session(executors, Map.of())) {
            assertThat(StandaloneCluster.executors(spark, executors)).hasSize(executors);
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            List<Integer> tasks = witness.tasks();
            assertThat(tasks).hasSize(executors);
            assertThat(tasks.get(0)).isGreaterThan(tasks.get(executors - 1) / 2);
        }
    }

    @Test
    void sameBitsWithSpeculativeCopies() throws IOException {
        try (SparkSession spark = cluster.session(WORKERS, Faults.STRAGGLER_ON_ONE_HOST)) {
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.speculativeSuccesses()).isGreaterThan(3);
        }
    }

    /** With depth 2, a lost executor loses the gradients it was merging, and Spark recomputes the previous stage. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sameBitsWithKilledExecutors(int aggregationDepth) throws IOException {
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

    /**
     * Executors start during the training, and two are decommissioned: they get no more tasks, migrate their blocks,
     * and end later, possibly after the training.
     */
    @Test
    void sameBitsWithDecommissionedExecutors() throws IOException {
        String longer = "training.epochs=7";
        String expectedOfSevenEpochs = trainings.sha256On("local[1]", Map.of(), longer);
        Map<String, String> settings = Map.of(
                "spark.dynamicAllocation.enabled",
                "true",
                "spark.dynamicAllocation.shuffleTracking.enabled",
                "true",
                "spark.dynamicAllocation.maxExecutors",
                Integer.toString(WORKERS),
                "spark.dynamicAllocation.schedulerBacklogTimeout",
                "1s",
                "spark.executor.cores",
                "1",
                "spark.default.parallelism",
                Integer.toString(WORKERS),
                "spark.decommission.enabled",
                "true",
                "spark.storage.decommission.enabled",
                "true",
                "spark.storage.decommission.rddBlocks.enabled",
                "true",
                // Otherwise each iteration waits for decommissioned executors that still have blocks.
                "spark.locality.wait",
                "0");
        try (SparkSession spark = cluster.session(WORKERS, settings)) {
            ExecutorAllocationClient executors =
                    (ExecutorAllocationClient) spark.sparkContext().schedulerBackend();
            Set<String> gone = new HashSet<>();
            Runnable sendAway = () -> {
                String executor = CollectionConverters.asJava(executors.getExecutorIds()).stream()
                        .filter(id -> !gone.contains(id))
                        .findFirst()
                        .orElseThrow();
                gone.add(executor);
                assertThat(executors.decommissionExecutor(
                                executor, ExecutorDecommissionInfo.apply("test", Option.empty()), false, false))
                        .isTrue();
            };
            Witness witness = new Witness().at(50, sendAway).at(110, sendAway).attach(spark);
            assertThat(trainings.sha256(spark, longer)).isEqualTo(expectedOfSevenEpochs);
            assertThat(witness.acted()).isEqualTo(2);
            assertThat(witness.addedExecutors()).isGreaterThanOrEqualTo(2);
        }
    }
}

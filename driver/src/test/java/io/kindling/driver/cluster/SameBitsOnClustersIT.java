package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
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
    private static final int WORKER_MEGABYTES = 1024;
    private static final String EXECUTOR_MEMORY = "700m";

    @TempDir
    private static Path folder;

    private static Trainings trainings;
    private static String expected;
    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        trainings = new Trainings(folder);
        expected = trainings.sha256On("local[1]", Map.of());
        cluster = StandaloneCluster.start(WORKERS, WORKER_MEGABYTES, folder.resolve("cluster"));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static SparkSession standalone(int executors, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("spark.cores.max", Integer.toString(executors));
        settings.put("spark.executor.memory", EXECUTOR_MEMORY);
        return Trainings.session(cluster.url(), settings);
    }

    @Test
    void onLocalCluster() throws IOException {
        assertThat(trainings.sha256On("local-cluster[2,1,1024]", Map.of("spark.executor.memory", EXECUTOR_MEMORY)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void onExecutors(int executors) throws IOException {
        try (SparkSession spark = standalone(executors, Map.of())) {
            assertThat(processes(spark, executors)).hasSize(executors);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
        }
    }

    @Test
    void withSpeculativeCopiesOfStragglers() throws IOException {
        Map<String, String> settings = Map.of(
                "spark.plugins",
                Faults.class.getName(),
                Faults.STRAGGLER,
                "127.0.0.2",
                // A copy waits for a place near its data, which the straggler holds.
                "spark.locality.wait",
                "0",
                "spark.speculation",
                "true",
                "spark.speculation.quantile",
                "0.5",
                "spark.speculation.interval",
                "50ms");
        try (SparkSession spark = standalone(WORKERS, settings)) {
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.speculativeSuccesses()).isGreaterThan(3);
        }
    }

    @Test
    void afterExecutorsWereKilled() throws IOException {
        try (SparkSession spark = standalone(2, Map.of())) {
            List<ProcessHandle> executors = new ArrayList<>(processes(spark, 2));
            Witness witness = new Witness()
                    .at(20, () -> executors.get(0).destroyForcibly())
                    .at(40, () -> executors.get(1).destroyForcibly())
                    .attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.acted()).isEqualTo(2);
            assertThat(witness.removedExecutors()).isEqualTo(2);
            assertThat(executors).noneMatch(ProcessHandle::isAlive);
        }
    }

    /** The executors, from tasks that tell their process; none but a process of the cluster is ever killed. */
    private static Set<ProcessHandle> processes(SparkSession spark, int executors) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Integer> tasks = Collections.nCopies(4 * executors, 0);
        Set<Long> pids = new HashSet<>();
        while (pids.size() < executors) {
            pids.addAll(context.parallelize(tasks, tasks.size())
                    .map(task -> ProcessHandle.current().pid())
                    .collect());
        }
        Set<ProcessHandle> processes = new HashSet<>();
        for (long pid : pids) {
            processes.add(ProcessHandle.of(pid).orElseThrow());
        }
        assertThat(processes).doesNotContain(ProcessHandle.current());
        return processes;
    }
}

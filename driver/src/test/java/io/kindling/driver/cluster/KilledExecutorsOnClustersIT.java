package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training whose executors are killed with SIGKILL 25 times (or {@code -Dkills}) at seeded random iterations gives
 * the same bits without a restart.
 */
@Tag("slow")
final class KilledExecutorsOnClustersIT {
    private static final int KILLS = Integer.getInteger("kills", 25);
    private static final int FIRST_JOB = 15;
    private static final int JOBS_BETWEEN = 8;
    private static final String EPOCHS = "training.epochs=10";

    @TempDir
    private static Path folder;

    /** Kills executors that reported their process id, each once. */
    private static final class Killer {
        private final Random random = new Random(3);
        private final Path pids;
        private final Set<Long> killed = new HashSet<>();

        Killer(Path pids) {
            this.pids = pids;
        }

        void kill() {
            List<ProcessHandle> alive = Pids.alive(pids);
            while (alive.isEmpty()) {
                Thread.onSpinWait();
                alive = Pids.alive(pids);
            }
            ProcessHandle victim = alive.get(random.nextInt(alive.size()));
            victim.destroyForcibly();
            victim.onExit().join();
            killed.add(victim.pid());
        }
    }

    @Test
    void sameBitsWithKilledExecutors() throws IOException {
        Trainings trainings = new Trainings(folder);
        String expected = trainings.sha256On("local[1]", Map.of(), EPOCHS);
        Path pids = Files.createDirectory(folder.resolve("pids"));
        Map<String, String> settings = Map.of(
                "spark.cores.max",
                "2",
                "spark.executor.memory",
                "700m",
                "spark.plugins",
                Pids.class.getName(),
                Pids.FOLDER,
                pids.toString());
        try (StandaloneCluster cluster = StandaloneCluster.start(2, 1024, folder.resolve("cluster"));
                SparkSession spark = Trainings.session(cluster.url(), settings)) {
            Killer killer = new Killer(pids);
            Random random = new Random(4);
            Witness witness = new Witness();
            int job = FIRST_JOB;
            for (int kill = 0; kill < KILLS; kill++) {
                witness.at(job, killer::kill);
                job += 1 + random.nextInt(JOBS_BETWEEN);
            }
            witness.attach(spark);
            assertThat(trainings.sha256(spark, EPOCHS)).isEqualTo(expected);
            assertThat(witness.acted()).isEqualTo(KILLS);
            assertThat(killer.killed).hasSize(KILLS);
        }
    }
}

package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.driver.TestSpark;
import io.kindling.trainer.checkpoint.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk that is full: a tmpfs with room for the model and a checkpoint or two, but not for three. Skipped where this process may not mount one. */
final class FullDiskIT {
    @TempDir
    private Path folder;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=144k", "none", disk.toString());
        assumeTrue(mounted, "this process may not mount a tmpfs");
    }

    @AfterEach
    void unmount() throws InterruptedException {
        if (mounted) {
            assertThat(succeeds("umount", disk.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theTrainingFinishesAndTheCheckpointBeforeIsWhole() {
        TestSpark.with(2, spark -> {
            String expected =
                    new Digits(spark, folder.resolve("roomy").toString()).run().parametersSha256();
            Digits run = new Digits(spark, disk.resolve("run").toString());
            assertThat(run.run().parametersSha256()).isEqualTo(expected);
            assertThat(run.printed())
                    .contains("warning: no checkpoint of iteration ", "training goes on", "No space left on device");
            List<String> checkpoints = run.checkpoints();
            assertThat(checkpoints).isNotEmpty().hasSizeLessThan(3);
            assertThat(run.runFolder().has(Manifest.FILE)).isTrue();

            run.runFolder().delete(Manifest.FILE);
            Digits again = new Digits(spark, disk.resolve("run").toString());
            assertThat(again.run().parametersSha256()).isEqualTo(expected);
            assertThat(again.printed()).contains(", from " + checkpoints.get(checkpoints.size() - 1));
        });
    }
}

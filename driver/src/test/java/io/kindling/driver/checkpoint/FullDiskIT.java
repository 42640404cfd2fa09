package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.driver.TestSpark;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A full disk: a small tmpfs that another file fills to the last byte during a training. The test does not depend on
 * the space that a run needs. Skipped if this process may not mount a tmpfs.
 */
@Timeout(300)
final class FullDiskIT {
    private static final String SIZE = "8m";
    private static final int PAGE = 4096;
    private static final String FULL = "No space left on device";

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static String expected;

    private Path disk;
    private boolean mounted;
    private List<String> before;

    @BeforeAll
    static void trainWithEnoughSpace() {
        spark = TestSpark.jobPerIteration(2);
        expected = new Digits(spark, folder.resolve("roomy").toString())
                .run()
                .digests()
                .parametersSha256();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createTempDirectory(folder, "disk");
        mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", disk.toString());
        assumeTrue(mounted, "mounting a tmpfs requires root, and in a container the capability");
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

    private Digits digits() {
        return new Digits(spark, disk.resolve("run").toString());
    }

    private Path filler() {
        return disk.resolve("filler");
    }

    /** Fills the remaining space after a checkpoint is complete. */
    private void fill(Digits run) {
        while (completeCheckpoints(run).isEmpty()) {
            Thread.onSpinWait();
        }
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[PAGE]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessage(FULL);
        }
        before = completeCheckpoints(run);
    }

    private void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Folder checkpoint(Digits run, String name) {
        return run.runFolder().folder(CheckpointStore.FOLDER).folder(name);
    }

    /** The checkpoints with a readable manifest, oldest first. Checks the checksums of all their files. */
    private static List<String> completeCheckpoints(Digits run) {
        List<String> names = new ArrayList<>();
        for (String name : run.checkpoints()) {
            Folder checkpoint = checkpoint(run, name);
            Optional<Manifest> manifest = manifest(checkpoint);
            if (manifest.isPresent()) {
                for (Manifest.Entry file : manifest.get().files()) {
                    ManifestFile.verified(checkpoint, manifest.get(), file.name());
                }
                names.add(name);
            }
        }
        return names;
    }

    /** The manifest, which is written last and may be incomplete. */
    private static Optional<Manifest> manifest(Folder checkpoint) {
        try {
            return Optional.of(ManifestFile.read(checkpoint, "checkpoint"));
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    @Test
    void fullDiskDuringCheckpointsDoesNotEndTheTraining() {
        Digits run = digits();
        List<String> during = new ArrayList<>();
        run.atLine("epoch 1/4", () -> fill(run)).atLine("epoch 4/4", () -> {
            during.addAll(completeCheckpoints(run));
            free();
        });
        assertThat(run.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(during).containsAll(before);
        assertThat(run.printed())
                .contains("warning: cannot write the checkpoint of iteration ", "training continues", FULL);
        assertThat(run.metrics()).hasSize(4);
        assertThat(run.runFolder().has(Manifest.FILE)).isTrue();
        assertThat(completeCheckpoints(run)).last().isNotEqualTo(during.get(during.size() - 1));
    }

    @Test
    void diskFullUntilTheEndKeepsThePreviousCheckpoint() {
        Digits run = digits();
        run.atLine("epoch 1/4", () -> fill(run));
        assertThatThrownBy(run::run)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/model/")
                .hasMessageContaining(FULL);
        assertThat(run.runFolder().has(Manifest.FILE)).isFalse();
        List<String> left = completeCheckpoints(run);
        assertThat(left).containsAll(before);

        free();
        Digits again = digits();
        assertThat(again.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(again.printed()).contains(", from checkpoint " + left.get(left.size() - 1));
    }
}

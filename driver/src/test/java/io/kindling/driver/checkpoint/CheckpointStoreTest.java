package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints are read bit for bit, or refused. */
final class CheckpointStoreTest {
    @TempDir
    private Path folder;

    private CheckpointStore store() {
        return SavedFiles.store(SavedFiles.folder(folder));
    }

    @Test
    void readsEveryBit() {
        for (int iteration : new int[] {0, 17}) {
            Checkpoint written = SavedFiles.checkpoint(iteration);
            Checkpoint read = store().read(store().write(written));
            assertThat(read.history()).isEqualTo(written.history());
            assertThat(read.data()).isEqualTo(written.data());
            assertSameState(read.state(), written.state());
        }
    }

    private static void assertSameState(TrainingState a, TrainingState b) {
        assertThat(a.epoch()).isEqualTo(b.epoch());
        assertThat(a.batch()).isEqualTo(b.batch());
        assertThat(a.iteration()).isEqualTo(b.iteration());
        assertThat(a.model().parameters()).isEqualTo(b.model().parameters());
        assertThat(a.model().buffers()).isEqualTo(b.model().buffers());
        assertThat(a.slots()).isDeepEqualTo(b.slots());
        assertThat(a.epochSums().sums()).isEqualTo(b.epochSums().sums());
        assertThat(a.schedule()).isEqualTo(b.schedule());
        assertThat(a.stopping().best()).isEqualTo(b.stopping().best());
        assertThat(a.stopping().bestEpoch()).isEqualTo(b.stopping().bestEpoch());
        assertThat(a.stopping().badEpochs()).isEqualTo(b.stopping().badEpochs());
        if (b.stopping().bestModel() == null) {
            assertThat(a.stopping().bestModel()).isNull();
        } else {
            assertThat(a.stopping().bestModel().parameters())
                    .isEqualTo(b.stopping().bestModel().parameters());
        }
    }

    private Resumption newest(List<String> warnings) {
        return Resumption.find(store(), Resume.AUTO, 9, warnings::add).orElseThrow();
    }

    /** Damages a file. */
    private interface Damage {
        byte[] of(byte[] bytes);
    }

    /** Flips a bit at the first, the last and some other positions; too short, too long, and empty files. */
    private static List<Damage> damages(int length) {
        List<Damage> damages = new ArrayList<>();
        for (int position = 0; position < length; position += Math.max(1, length / 12)) {
            damages.add(flip(position));
        }
        damages.add(flip(length - 1));
        damages.add(bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        damages.add(bytes -> Arrays.copyOf(bytes, bytes.length - 2));
        damages.add(bytes -> Arrays.copyOf(bytes, bytes.length + 1));
        damages.add(bytes -> new byte[0]);
        damages.add(bytes -> new byte[bytes.length]);
        damages.add(bytes -> null);
        return damages;
    }

    private static Damage flip(int position) {
        return bytes -> {
            byte[] copy = bytes.clone();
            copy[position] ^= 8;
            return copy;
        };
    }

    @Test
    void damagedCheckpointIsNamedAndThePreviousIsUsed() throws IOException {
        String before = store().write(SavedFiles.checkpoint(12));
        String newest = store().write(SavedFiles.checkpoint(17));
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.resolve(newest))) {
            files = all.sorted().toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "best.safetensors",
                        "iterations.jsonl",
                        "manifest.json",
                        "metrics.jsonl",
                        "model.safetensors",
                        "slot-adam.m.safetensors",
                        "slot-adam.v.safetensors",
                        "state.json");
        int used = 0;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (Damage damage : damages(bytes.length)) {
                byte[] damaged = damage.of(bytes);
                if (damaged == null) {
                    Files.delete(file);
                } else {
                    Files.write(file, damaged);
                }
                List<String> warnings = new ArrayList<>();
                Resumption found = newest(warnings);
                assertThat(found.name()).as(file.toString()).isEqualTo(before);
                assertSameState(
                        found.checkpoint().state(), SavedFiles.checkpoint(12).state());
                assertThat(warnings)
                        .hasSize(1)
                        .allMatch(warning -> warning.startsWith("checkpoint " + newest + " is skipped: Cannot read "));
                used++;
                Files.write(file, bytes);
            }
        }
        assertThat(used).isGreaterThan(100);
        assertThat(newest(new ArrayList<>()).name()).isEqualTo(newest);
    }

    @Test
    void trainingWithoutAValidCheckpointStartsUnlessResumeIsRequired() throws IOException {
        String only = store().write(SavedFiles.checkpoint(12));
        Files.delete(folder.resolve(only).resolve("manifest.json"));
        List<String> warnings = new ArrayList<>();
        assertThat(Resumption.find(store(), Resume.AUTO, 9, warnings::add)).isEmpty();
        assertThat(warnings).hasSize(1);
        assertThatThrownBy(() -> Resumption.find(store(), Resume.REQUIRED, 9, warnings::add))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot resume: ");
    }

    @Test
    void checkpointOfAnotherRunIsRefused() {
        store().write(SavedFiles.checkpoint(12));
        SavedFiles.store(SavedFiles.folder(folder), 2).write(SavedFiles.checkpoint(17));
        assertThatThrownBy(() -> newest(new ArrayList<>()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("training.seed is 1, was 2");
    }

    @Test
    void checkpointWithMoreEpochsIsRefused() {
        store().write(SavedFiles.checkpoint(17));
        assertThatThrownBy(() -> Resumption.find(store(), Resume.AUTO, 1, warning -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("more than 1 epochs are complete");
        assertThat(Resumption.find(store(), Resume.AUTO, 2, warning -> {})).isPresent();
    }

    @Test
    void keepsTheNewestAndRemovesSkippedCheckpoints() throws IOException {
        List<String> names = new ArrayList<>();
        for (int iteration : new int[] {3, 6, 9, 20}) {
            names.add(store().write(SavedFiles.checkpoint(iteration)));
        }
        Files.delete(folder.resolve(names.get(3)).resolve("manifest.json"));
        Files.writeString(folder.resolve("notes.txt"), "not ours");
        Retention retention = new Retention(store(), 2, names.get(2));
        String next = store().write(SavedFiles.checkpoint(12));
        retention.add(next);
        assertThat(store().names()).containsExactly(next, names.get(2));
        assertThat(folder.resolve("notes.txt")).exists();
    }

    @Test
    void storageFailureIsAWarningAndTheLastCheckpointStays() throws IOException {
        for (FaultyFileSystem.Fault fault : List.of(
                FaultyFileSystem.Fault.FULL,
                FaultyFileSystem.Fault.TRUNCATED,
                FaultyFileSystem.Fault.REFUSED,
                FaultyFileSystem.Fault.UNLINKED)) {
            Path place = folder.resolve(fault.name());
            long whole = bytes(place);
            for (long at = 0; at < whole; at += whole / 15) {
                Path own = Files.createDirectories(folder.resolve(fault + "-" + at));
                CheckpointStore store = SavedFiles.store(io.kindling.driver.storage.Folder.of(
                        FaultyFileSystem.location(own), FaultyFileSystem.with(fault, "", whole + at, 1)));
                List<String> warnings = new ArrayList<>();
                try (CheckpointWriter writer = new CheckpointWriter(store, 1, null, warnings::add)) {
                    writer.begin(SavedFiles.checkpoint(11));
                    assertThat(writer.await()).isTrue();
                    writer.begin(SavedFiles.checkpoint(12));
                    boolean second = writer.await();
                    assertThat(second).as("%s at %d", fault, at).isEqualTo(warnings.isEmpty());
                    assertThat(store.names())
                            .as("no incomplete checkpoint remains")
                            .hasSize(1);
                    Optional<Resumption> found = Resumption.find(store, Resume.REQUIRED, 9, warnings::add);
                    assertThat(found.orElseThrow().checkpoint().state().iteration())
                            .isEqualTo(second ? 12 : 11);
                    writer.begin(SavedFiles.checkpoint(13));
                    boolean third = writer.await();
                    assertThat(third).as("the fault occurs once").isEqualTo(!second);
                    if (third) {
                        assertThat(store.names()).hasSize(1);
                    }
                }
            }
        }
    }

    /** Size in bytes of one checkpoint with a best model. */
    private static long bytes(Path place) throws IOException {
        SavedFiles.store(SavedFiles.folder(place)).write(SavedFiles.checkpoint(11));
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}

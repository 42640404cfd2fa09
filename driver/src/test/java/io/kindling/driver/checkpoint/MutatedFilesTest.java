package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.loss.CrossEntropy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated files cause only documented errors, and no more memory than the size of the files justifies. In half of the
 * cases the manifest is adapted to the mutated file, so its checksum does not detect the mutation.
 */
final class MutatedFilesTest {
    private static final int CASES = 1000;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "1",
            "2",
            "65537",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "1e308",
            "1e-320",
            "1e999999999",
            "123456789012345678901234567890",
            "null",
            "\"x\"",
            "[]",
            "{}",
            "true");
    private static final long FIXED_BYTES = 8 << 20;
    private static final long BYTES_PER_BYTE = 200;

    @TempDir
    private Path folder;

    /** Reads the files of a folder. */
    private interface Reader {
        void read(Folder files);
    }

    @Test
    void checkpoints() throws IOException {
        Path place = folder.resolve("checkpoints");
        String name = SavedFiles.store(SavedFiles.folder(place)).write(SavedFiles.checkpoint(17));
        mutate(
                place.resolve(name),
                files -> SavedFiles.store(SavedFiles.folder(place)).read(name));
    }

    @Test
    void models() throws IOException {
        Path place = folder.resolve("model");
        float[] parameters = SavedFiles.checkpoint(17).state().model().parameters();
        ModelFolder.write(
                SavedFiles.folder(place),
                new TrainedModel(
                        SavedFiles.SPEC,
                        new CrossEntropy(),
                        SavedFiles.checkpoint(17).state().model(),
                        List.of("a", "b", "c", "d", "e"),
                        FeatureScaling.identity(5)));
        assertThat(ModelFolder.read(SavedFiles.folder(place)).state().parameters())
                .isEqualTo(parameters);
        mutate(place, ModelFolder::read);
    }

    @Test
    void modelWithWrongParameterNamesIsRefused() throws IOException {
        for (int seed : new int[] {17, 18}) {
            ModelFolder.write(
                    SavedFiles.folder(folder.resolve("model" + seed)),
                    new TrainedModel(
                            SavedFiles.SPEC,
                            new CrossEntropy(),
                            SavedFiles.checkpoint(seed).state().model(),
                            List.of("a", "b", "c", "d", "e"),
                            FeatureScaling.identity(5)));
        }
        Path place = folder.resolve("model17");
        byte[] others = Files.readAllBytes(folder.resolve("model18/model.safetensors"));
        Folder files = SavedFiles.folder(place);
        files.write("model.safetensors", others);
        ManifestFile.write(
                files,
                new Manifest(
                        Manifest.FORMAT,
                        List.of(
                                Manifest.Entry.of("model.safetensors", others),
                                Manifest.Entry.of("model.json", Files.readAllBytes(place.resolve("model.json"))))));
        assertThatThrownBy(() -> ModelFolder.read(files))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the SHA-256 of the parameters is ");
    }

    private static void mutate(Path place, Reader reader) throws IOException {
        Map<Path, byte[]> sound = new TreeMap<>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                sound.put(file, Files.readAllBytes(file));
            }
        }
        Folder files = SavedFiles.folder(place);
        reader.read(files);
        List<Path> names = new ArrayList<>(sound.keySet());
        Random random = new Random(6);
        int refused = 0;
        for (int number = 0; number < CASES; number++) {
            Path file = names.get(random.nextInt(names.size()));
            byte[] mutated = mutated(sound.get(file), file.toString().endsWith(".json"), random);
            Files.write(file, mutated);
            boolean manifest = file.endsWith(Manifest.FILE);
            if (!manifest && random.nextBoolean()) {
                updateManifest(files, sound, file, mutated);
            }
            long size = 0;
            for (Path each : names) {
                size += Files.size(each);
            }
            refused += read(reader, files, size, "case " + number + " of " + file) ? 0 : 1;
            for (Map.Entry<Path, byte[]> each : sound.entrySet()) {
                Files.write(each.getKey(), each.getValue());
            }
        }
        assertThat(refused).isGreaterThan(CASES / 2);
    }

    /** Whether the files were read without an error. */
    private static boolean read(Reader reader, Folder files, long size, String what) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        boolean read = true;
        try {
            reader.read(files);
        } catch (KindlingException e) {
            assertThat(e).hasMessageMatching("(?s)(Cannot|Invalid|Unknown|.*: (Cannot|Invalid|Unknown|Missing)).*");
            read = false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as(what)
                .isLessThan(FIXED_BYTES + BYTES_PER_BYTE * size);
        return read;
    }

    private static void updateManifest(Folder files, Map<Path, byte[]> sound, Path mutated, byte[] bytes) {
        List<Manifest.Entry> entries = new ArrayList<>();
        sound.forEach((file, content) -> {
            String name = file.getFileName().toString();
            if (!name.equals(Manifest.FILE)) {
                entries.add(Manifest.Entry.of(name, file.equals(mutated) ? bytes : content));
            }
        });
        ManifestFile.write(files, new Manifest(Manifest.FORMAT, entries));
    }

    private static byte[] mutated(byte[] bytes, boolean json, Random random) throws IOException {
        int kind = random.nextInt(json ? 8 : 6);
        int at = random.nextInt(bytes.length);
        int other = at + random.nextInt(bytes.length - at);
        return switch (kind) {
            case 0 -> flipped(bytes, at, random);
            case 1 -> flipped(flipped(bytes, at, random), random.nextInt(Math.min(bytes.length, 16)), random);
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> joined(bytes, 0, at, bytes, other);
            case 4 -> joined(bytes, 0, other, bytes, at);
            case 5 -> json ? bytes : headerNumber(bytes, random);
            default -> number(new String(bytes, StandardCharsets.UTF_8), random).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] flipped(byte[] bytes, int at, Random random) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private static byte[] joined(byte[] head, int from, int to, byte[] tail, int tailFrom) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head, from, to - from);
        out.write(tail, tailFrom, tail.length - tailFrom);
        return out.toByteArray();
    }

    /** Replaces one of the numbers in a text, including numbers in names. */
    private static String number(String text, Random random) {
        List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
        MatchResult chosen = numbers.get(random.nextInt(numbers.size()));
        return text.substring(0, chosen.start())
                + NUMBERS.get(random.nextInt(NUMBERS.size()))
                + text.substring(chosen.end());
    }

    /** Replaces a number in the first part of a file, such as a safetensors header, by one of the same length. */
    private static byte[] headerNumber(byte[] bytes, Random random) {
        String text = new String(bytes, 0, Math.min(bytes.length, 400), StandardCharsets.ISO_8859_1);
        List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
        byte[] copy = bytes.clone();
        if (!numbers.isEmpty()) {
            MatchResult chosen = numbers.get(random.nextInt(numbers.size()));
            for (int i = chosen.start(); i < chosen.end(); i++) {
                copy[i] = (byte) ('0' + random.nextInt(10));
            }
        }
        return copy;
    }
}

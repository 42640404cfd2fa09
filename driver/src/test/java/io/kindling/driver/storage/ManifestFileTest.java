package io.kindling.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestFileTest {
    @TempDir
    private Path local;

    private Folder folder;

    @BeforeEach
    void open() {
        folder = Folder.of(local.toString(), new Configuration());
    }

    private void refused(String part) {
        assertThatThrownBy(() -> ManifestFile.read(folder, "model"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(part);
    }

    private static List<Manifest.Entry> entries(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new Manifest.Entry("file-" + i, i, "0".repeat(64)))
                .toList();
    }

    @Test
    void twoHundredThousandEntriesAreRead() {
        Manifest manifest = new Manifest(Manifest.FORMAT, entries(200_000));
        ManifestFile.write(folder, manifest);
        assertThat(ManifestFile.read(folder, "model").equals(manifest)).isTrue();
    }

    @Test
    void anOversizedFileIsNotLoaded() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(local.resolve("manifest.json").toFile(), "rw")) {
            sparse.setLength(600_000_000);
        }
        refused("manifest.json: 600000000 bytes; it must be at most 67108864");
    }

    @Test
    void anOversizedManifestIsNotWritten() {
        Manifest manifest = new Manifest(Manifest.FORMAT, List.of(new Manifest.Entry("f", 1, "0".repeat(1 << 26))));
        assertThatThrownBy(() -> ManifestFile.write(folder, manifest))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it must be at most 67108864");
        assertThat(folder.names()).isEmpty();
    }

    @Test
    void aFileIsListedOnce() {
        String entry = "{\"name\":\"a\",\"length\":1,\"sha256\":\"b\"}";
        write("{\"format\":1,\"files\":[" + entry + "," + entry + "]}");
        refused("Invalid manifest: a (listed twice)");
    }

    @Test
    void anInvalidManifestIsAStorageError() {
        for (String text : List.of(
                "",
                "[]",
                "{",
                "{\"format\":1e-2147483648,\"files\":[]}",
                "{\"format\":1,\"files\":[{\"name\":\"a\",\"length\":1e2147483648,\"sha256\":\"\"}]}",
                "{\"format\":1,\"files\":" + "[".repeat(100_000) + "}")) {
            write(text);
            refused("Cannot read ");
        }
    }

    private void write(String text) {
        folder.write("manifest.json", text.getBytes(StandardCharsets.UTF_8));
    }
}

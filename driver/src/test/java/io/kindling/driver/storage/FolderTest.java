package io.kindling.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.checkpoint.FaultyFileSystem;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderTest {
    @TempDir
    private Path local;

    private Folder folder() {
        return Folder.of(local.resolve("inside").toString(), new Configuration());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", ".", "a/b", "/etc/passwd", "a\\b", ".hidden", "", "a:b", "a\nb", "%2e%2e"})
    void rejectsNamesOutsideTheFolder(String name) {
        Folder folder = folder();
        for (Runnable use : List.<Runnable>of(
                () -> folder.read(name),
                () -> folder.write(name, new byte[1]),
                () -> folder.delete(name),
                () -> folder.folder(name),
                () -> folder.has(name))) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(StorageException.class)
                    .hasMessageStartingWith("Invalid file name: ");
        }
    }

    @Test
    void aWrittenFileHasAnEntryAndIsFoundAndRemoved() {
        Folder folder = folder();
        assertThat(folder.names()).isEmpty();
        byte[] bytes = "some bytes".getBytes(StandardCharsets.UTF_8);
        Manifest.Entry entry = folder.write("b", out -> {
            out.write(bytes, 0, 4);
            out.write(bytes, 4, bytes.length - 4);
        });
        assertThat(entry).isEqualTo(Manifest.Entry.of("b", bytes));
        folder.folder("a").write("c", bytes);
        assertThat(folder.names()).containsExactly("a", "b");
        folder.delete("a");
        folder.delete("nothing");
        assertThat(folder.names()).containsExactly("b");
    }

    @Test
    void aFileWhoseLengthDiffersFromTheManifestIsNotRead() {
        Folder folder = folder();
        byte[] bytes = new byte[10];
        folder.write("x", new byte[1000]);
        Manifest manifest = new Manifest(Manifest.FORMAT, List.of(Manifest.Entry.of("x", bytes)));
        assertThatThrownBy(() -> ManifestFile.verified(folder, manifest, "x"))
                .isInstanceOf(StorageException.class)
                .hasMessageEndingWith("x: it has 1000 bytes, but the manifest lists 10");
        folder.write("x", bytes);
        assertThat(ManifestFile.verified(folder, manifest, "x")).isEqualTo(bytes);
    }

    @Test
    void aNewFileIsCreatedByOneWriter() {
        byte[] mine = "mine".getBytes(StandardCharsets.UTF_8);
        byte[] yours = "yours".getBytes(StandardCharsets.UTF_8);
        assertThat(folder().createNew("claim", mine)).isTrue();
        assertThat(folder().createNew("claim", yours)).isFalse();
        assertThat(folder().read("claim")).isEqualTo(mine);
        folder().delete("claim");
        assertThat(folder().createNew("claim", yours)).isTrue();
    }

    /**
     * The writer that had the name may have removed the file before the existence check. That is not a storage error.
     */
    @Test
    void aRemovedNameCanBeCreatedAgain() {
        Configuration hadoop = FaultyFileSystem.with(FaultyFileSystem.Fault.TAKEN, "claim", 0, 1);
        Folder faulty = Folder.of(FaultyFileSystem.location(local), hadoop);
        assertThat(faulty.createNew("claim", new byte[] {1, 2})).isFalse();
        assertThat(faulty.names()).isEmpty();
        assertThat(faulty.createNew("claim", new byte[] {1, 2})).isTrue();
    }

    /** A full disk is not a concurrent writer, and a partial file does not block the next attempt. */
    @Test
    void aFailedNewFileIsAnErrorAndLeavesNothing() {
        Configuration hadoop = FaultyFileSystem.with(FaultyFileSystem.Fault.FULL, "claim", 2, 1);
        Folder faulty = Folder.of(FaultyFileSystem.location(local), hadoop);
        assertThatThrownBy(() -> faulty.createNew("claim", new byte[4])).isInstanceOf(StorageException.class);
        assertThat(local.resolve("claim")).doesNotExist();
        assertThat(faulty.createNew("claim", new byte[] {1, 2})).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3a://bucket/runs/x",
                "gs://bucket/runs/x",
                "nowhere://bucket/runs/x",
                "http://host/runs/x",
                "https://host/runs/x",
                "runs/a\u0000b",
                "/tmp/\u0000",
                "file://host:port/x",
                "hdfs:///x",
                "a:b:c",
                "://"
            })
    void aLocationWithoutAFileSystemIsAStorageError(String location) {
        Configuration hadoop = new Configuration();
        assertThatThrownBy(() -> Folder.of(location, hadoop))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("Cannot open folder: ");
        assertThatThrownBy(() -> StoredFile.of(location, hadoop))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("Cannot open file: ");
    }

    @Test
    void aMissingFileSystemNamesItsJar() {
        assertThatThrownBy(() -> Folder.of("s3a://bucket/x", new Configuration()))
                .hasMessage("Cannot open folder: s3a://bucket/x; org.apache.hadoop.fs.s3a.S3AFileSystem is not on the"
                        + " class path; add the jar of the file system s3a (hadoop-aws)");
        assertThatThrownBy(() -> Folder.of("http://host/x", new Configuration()))
                .hasMessage("Cannot open folder: http://host/x; nothing can be listed or written over http; give a"
                        + " local path, HDFS or an object store");
    }
}

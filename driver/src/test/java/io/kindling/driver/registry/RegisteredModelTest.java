package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.checkpoint.FaultyFileSystem;
import io.kindling.driver.checkpoint.FaultyFileSystem.Fault;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions are complete or absent, and their numbers are unique. */
final class RegisteredModelTest {
    @TempDir
    private Path local;

    private RegisteredModel model() {
        return model(local.toString(), new Configuration());
    }

    private static RegisteredModel model(String registry, Configuration hadoop) {
        return RegisteredModel.of(registry, "digits", hadoop);
    }

    private static ModelVersion described(String run) {
        return new ModelVersion(
                "digits", 0, run, "2026-11-21T00:00:00Z", 0, "sha of " + run, Map.of("test.accuracy", 0.5));
    }

    private static ModelVersion add(RegisteredModel model, String run) {
        return model.add(described(run), target -> List.of(target.write("payload", out -> out.write(new byte[100]))));
    }

    private static void promote(RegisteredModel model, int version) {
        Alias champion = model.alias(Alias.CHAMPION);
        assertThat(champion.point(version, champion.current(), "test", "")).isTrue();
    }

    @Test
    void numbersIncreaseAndARunHasOneNumber() {
        assertThat(add(model(), "a").version()).isEqualTo(1);
        assertThat(add(model(), "b").version()).isEqualTo(2);
        assertThat(add(model(), "a").version()).isEqualTo(1);
        assertThat(model().versions()).extracting(ModelVersion::run).containsExactly("a", "b");
        assertThat(model().version(2).metrics()).isEqualTo(Map.of("test.accuracy", 0.5));
    }

    @Test
    void concurrentWritersGetDifferentNumbers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String run = "run" + i;
            writers.add(() -> add(model(), run).version());
        }
        List<Integer> numbers = new ArrayList<>();
        try {
            for (Future<Integer> end : threads.invokeAll(writers)) {
                numbers.add(end.get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(numbers).doesNotHaveDuplicates().hasSize(24);
        assertThat(model().versions()).hasSize(24);
    }

    /**
     * Storage that is full after any byte: the version does not exist, and the same run completes it later under the
     * same number.
     */
    @Test
    void anUnfinishedVersionDoesNotExist() {
        for (int at = 0; at < 900; at += 300) {
            Path registry = local.resolve("at" + at);
            Configuration hadoop = FaultyFileSystem.with(Fault.FULL, "/versions/", at, Long.MAX_VALUE);
            RegisteredModel faulty = model(FaultyFileSystem.location(registry), hadoop);
            assertThatThrownBy(() -> add(faulty, "a")).as("at %d", at).isInstanceOf(StorageException.class);
            RegisteredModel sound = model(registry.toString(), new Configuration());
            assertThat(sound.versions()).isEmpty();
            assertThatThrownBy(() -> sound.version(1)).isInstanceOf(KindlingException.class);
            ModelVersion version = add(sound, "a");
            assertThat(sound.versions()).containsExactly(version);
        }
    }

    @Test
    void referencesAreNamesNumbersAndFolders() {
        add(model(), "a");
        add(model(), "b");
        promote(model(), 1);
        Configuration hadoop = new Configuration();
        assertThat(ModelReference.folder("digits@champion", local.toString(), hadoop)
                        .location())
                .endsWith("/digits/versions/1");
        assertThat(ModelReference.folder(local + "/digits@2", "elsewhere", hadoop)
                        .location())
                .endsWith("/digits/versions/2");
        assertThat(ModelReference.folder("runs/digits", "x", hadoop).location()).endsWith("/runs/digits");
        for (String none :
                List.of("s3a://key:secret@bucket", "a@b/c", "a", "@champion", "a@", "../x@..", "hdfs://a/b")) {
            assertThat(ModelReference.parse(none, "models")).as(none).isEmpty();
        }
        assertThat(ModelReference.parse("s3a://bucket/models/digits@champion", "models"))
                .contains(new ModelReference("s3a://bucket/models", "digits", "champion"));
        assertThatThrownBy(() -> ModelReference.folder("digits@canary", local.toString(), hadoop))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot find model: digits@canary of ");
        assertThatThrownBy(() -> ModelReference.folder("digits@3", local.toString(), hadoop))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot find version 3 of digits: ");
    }

    @Test
    void anAliasOfARemovedVersionIsAnError() {
        add(model(), "a");
        promote(model(), 1);
        Folder versions = Folder.of(local.resolve("digits/versions").toString(), new Configuration());
        versions.delete("1");
        assertThatThrownBy(() -> ModelReference.folder("digits@champion", local.toString(), new Configuration()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot find version 1 of digits: ");
        // The number of a removed version is not used again.
        assertThat(add(model(), "b").version()).isEqualTo(2);
    }

    @Test
    void versionsThatAnAliasEverPointedToAreKept() {
        for (int i = 1; i <= 6; i++) {
            add(model(), "run" + i);
        }
        promote(model(), 1);
        promote(model(), 3);
        List<Integer> removed = new ArrayList<>();
        model().retain(2, removed::add);
        assertThat(removed).containsExactly(2, 4);
        assertThat(model().versions()).extracting(ModelVersion::version).containsExactly(1, 3, 5, 6);
        assertThat(add(model(), "run7").version()).isEqualTo(7);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void aCopyOfAVersionIsNotAVersion() throws IOException {
        add(model(), "a");
        add(model(), "b");
        copy(local.resolve("digits/versions/1"), local.resolve("digits/versions/999999999"));
        List<String> warnings = new ArrayList<>();
        RegisteredModel model = RegisteredModel.of(local.toString(), "digits", new Configuration(), warnings::add);
        assertThatThrownBy(() -> model.version(999_999_999))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("versions/999999999/version.json is a copy of version 1; remove ");
        assertThatThrownBy(() -> model.alias("champion").promote(999_999_999, "test", ""))
                .isInstanceOf(StorageException.class);
        assertThat(model.versions()).extracting(ModelVersion::version).containsExactly(1, 2);
        assertThat(warnings).singleElement().asString().contains("is a copy of version 1");
        assertThat(add(model, "a").version()).isEqualTo(1);
        assertThat(add(model, "c").version()).isEqualTo(3);
        // It does not count toward the limit either.
        model.retain(2, number -> {});
        assertThat(model.versions()).extracting(ModelVersion::version).containsExactly(2, 3);
    }

    @Test
    void aMissingVersionIsNotPromoted() {
        add(model(), "a");
        Alias champion = model().alias(Alias.CHAMPION);
        assertThatThrownBy(() -> champion.promote(2, "test", ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot find version 2 of digits: ");
        promote(model(), 1);
        add(model(), "b");
        promote(model(), 2);
        Folder.of(local.resolve("digits/versions").toString(), new Configuration())
                .delete("1");
        assertThatThrownBy(() -> champion.rollback("test", ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot find version 1 of digits: ");
        assertThat(champion.current()).map(AliasEntry::version).contains(2);
    }

    /** The version of a damaged promotion is unknown, so nothing may be removed. */
    @Test
    void retentionRemovesNothingWhileAnAliasIsDamaged() throws IOException {
        for (int i = 1; i <= 4; i++) {
            add(model(), "run" + i);
        }
        promote(model(), 1);
        promote(model(), 4);
        Files.write(local.resolve("digits/aliases/champion/000000001.json"), new byte[0]);
        assertThatThrownBy(() -> model().retain(1, number -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("alias champion has damaged files");
        assertThat(model().versions()).hasSize(4);
    }

    /** At the same time: either the version is promoted and exists, or it is removed and not promoted. */
    @Test
    void retentionAndPromotionExcludeEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        int promoted = 0;
        try {
            for (int round = 0; round < 40; round++) {
                int version = add(model(), "old" + round).version();
                add(model(), "new" + round);
                Future<Boolean> promotion = threads.submit(() -> {
                    start.await();
                    try {
                        model().alias(Alias.CHAMPION).promote(version, "test", "");
                        return true;
                    } catch (KindlingException e) {
                        return false;
                    }
                });
                start.await();
                model().retain(1, number -> {});
                promoted += promotion.get() ? 1 : 0;
                for (AliasEntry entry : model().alias(Alias.CHAMPION).history()) {
                    assertThat(model().version(entry.version()).version()).isEqualTo(entry.version());
                }
            }
        } finally {
            threads.shutdown();
        }
        assertThat(model().alias(Alias.CHAMPION).history()).hasSize(promoted);
    }

    /** The state after a removal that was killed after its decision. */
    @Test
    void aVersionMarkedForRemovalIsNeitherPromotedNorClaimedAgain() {
        add(model(), "a");
        add(model(), "b");
        Folder first = model().folderOf(1);
        RetentionDecision removed = new RetentionDecision(RetentionDecision.Outcome.REMOVED);
        assertThat(first.createNew(RetentionDecision.FILE, CheckedRecord.bytes(removed, RetentionDecision.class)))
                .isTrue();
        assertThatThrownBy(() -> model().alias(Alias.CHAMPION).promote(1, "test", ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot use version 1 of digits: retention removes it");
        assertThat(add(model(), "a").version()).isEqualTo(3);
        model().retain(1, number -> {});
        assertThat(model().versions()).extracting(ModelVersion::version).containsExactly(3);
    }

    /** A registry of an earlier release. */
    @Test
    void anOldRegistryIsRead() {
        String old = Path.of("src/test/resources/registry-with-withdrawals").toString();
        RegisteredModel model = model(old, new Configuration());
        assertThat(model.versions()).extracting(ModelVersion::version).containsExactly(1, 2, 3, 4);
        assertThat(ModelReference.folder("digits@champion", old, new Configuration())
                        .location())
                .endsWith("/digits/versions/4");
        assertThat(model.referenced()).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    void strayFilesAreNeitherModelsNorVersions() throws IOException {
        assertThat(RegisteredModel.all(local.resolve("none").toString(), new Configuration(), text -> {}))
                .isEmpty();
        add(model(), "a");
        Files.createDirectories(local.resolve("notes"));
        Files.writeString(local.resolve("README.txt"), "x");
        Files.createDirectories(local.resolve("digits/versions/tmp"));
        Files.createDirectories(local.resolve("digits/versions/07"));
        assertThat(RegisteredModel.all(local.toString(), new Configuration(), text -> {}))
                .extracting(RegisteredModel::name)
                .containsExactly("digits");
        assertThat(model().versions()).hasSize(1);
        assertThat(model().alias("champion").current()).isEqualTo(Optional.empty());
        assertThat(Manifest.FILE).isNotEqualTo(RegisteredModel.VERSION);
    }
}

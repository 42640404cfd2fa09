package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.checkpoint.FaultyFileSystem;
import io.kindling.driver.checkpoint.FaultyFileSystem.Fault;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.checkpoint.Manifest;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions are whole or not there, and their numbers are given once. */
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
    void numbersGrowAndARunHasOne() {
        assertThat(add(model(), "a").version()).isEqualTo(1);
        assertThat(add(model(), "b").version()).isEqualTo(2);
        assertThat(add(model(), "a").version()).isEqualTo(1);
        assertThat(model().versions()).extracting(ModelVersion::run).containsExactly("a", "b");
        assertThat(model().version(2).metrics()).isEqualTo(Map.of("test.accuracy", 0.5));
    }

    @Test
    void writersAtOnceGetNumbersOfTheirOwn() throws Exception {
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

    /** Storage that fills up at any byte: the version is not there, and the same run ends it later under the same number. */
    @Test
    void aVersionThatWasNotEndedIsNotThere() {
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
    void anAliasOfAVersionThatWasRemovedIsAnError() {
        add(model(), "a");
        promote(model(), 1);
        Folder versions = Folder.of(local.resolve("digits/versions").toString(), new Configuration());
        versions.delete("1");
        assertThatThrownBy(() -> ModelReference.folder("digits@champion", local.toString(), new Configuration()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot find version 1 of digits: ");
        // The number stays that of the version that is gone.
        assertThat(add(model(), "b").version()).isEqualTo(2);
    }

    @Test
    void whatAnAliasEverPointedToIsKept() {
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

    @Test
    void whatLiesAboutIsNoModelAndNoVersion() throws IOException {
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

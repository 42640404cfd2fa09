package io.kindling.driver.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.store.PreparedStore;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.loss.CrossEntropy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prepared data that is written and read back equals data that is prepared in the run. */
final class PreparedStoreTest {
    private static final int WIDTH = 2000;
    private static final long SEED = 3;
    private static SparkSession spark;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() {
        spark = TestSpark.local(2);
        Rows.table(spark, Rows.numbered(700))
                .selectExpr("transform(sequence(1, " + WIDTH + "), i -> a * i + b) AS x", "label")
                .write()
                .parquet(folder + "/source");
        new Preparation(config(), demand(16, 4), SEED).write(spark, folder + "/prepared", data -> {});
    }

    @AfterAll
    static void stop() {
        assertThat(new JavaSparkContext(spark.sparkContext()).getPersistentRDDs())
                .isEmpty();
        spark.stop();
    }

    @Test
    void storedDataEqualsUnstoredDataForAnyBatchSizeAndShards() throws IOException {
        for (DataRequirements demand : List.of(demand(16, 4), demand(100, 3), demand(1, 1), demand(500, 64))) {
            assertThat(blocks(config("prepared: " + folder + "/prepared"), demand))
                    .isEqualTo(blocks(config(), demand));
        }
        try (Stream<Path> files = Files.list(folder.resolve("prepared"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".block"))).hasSizeGreaterThan(4);
        }
    }

    @Test
    void printsTheNumberOfExamples() {
        ExperimentConfig config =
                RecordReader.read(ConfigText.parse("""
                        data: {source: {synthetic: {examples: 50, features: 4, classes: 2}}, validationFraction: 0.2}
                        network: {layers: [linear: 2]}
                        loss: crossEntropy
                        optimizer: adam
                        training: 1
                        """, "experiment"), ExperimentConfig.class, "experiment");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new Experiment(spark, config)
                .prepare(folder + "/printed", new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .matches("\\d+ examples to train on, \\d+ to validate");
    }

    private static List<String> blocks(DataConfig config, DataRequirements demand) {
        try (TrainingData data = new Preparation(config, demand, SEED).prepare(spark)) {
            List<String> all = new ArrayList<>(Rows.blocks(data.train()));
            all.addAll(Rows.blocks(data.validation().orElseThrow()));
            all.add(data.train().plan() + data.train().digest() + data.scaling().toJson() + data.featureColumns());
            all.add(data.train().featureNames() + " " + data.train().targetColumns()
                    + data.train().isWeighted());
            return all;
        }
    }

    @Test
    void refusesAnotherConfigurationSeedOrNetwork() {
        String prepared = "prepared: " + folder + "/prepared";
        assertThatThrownBy(() -> blocks(config(prepared, "oversampling: 0.5"), demand(16, 4)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid data.oversampling: 0.5 (file:")
                .hasMessageEndingWith("/prepared was prepared with 0.0; use that value or prepare the data again)");
        assertThatThrownBy(() -> new Preparation(config(prepared), demand(16, 4), SEED + 1).prepare(spark))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid training.seed: 4 (")
                .hasMessageContaining("was prepared with 3");
        DataRequirements narrow = new DataRequirements(7, 3, new CrossEntropy(), 16, 4, 1);
        assertThatThrownBy(() -> blocks(config(prepared), narrow))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("2000 features; network.input takes 7");
        DataRequirements twoClasses = new DataRequirements(WIDTH, 2, new CrossEntropy(), 16, 4, 1);
        assertThatThrownBy(() -> blocks(config(prepared), twoClasses))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid label: 2 (the network has outputs for the classes 0 to 1)");
    }

    @Test
    void refusesToOverwriteAFolder() {
        assertThatThrownBy(() ->
                        new Preparation(config(), demand(16, 4), SEED).write(spark, folder + "/prepared", data -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it already holds a manifest.json, choose another folder");
    }

    @Test
    void detectsDamage() throws IOException {
        Path damaged = folder.resolve("damaged");
        Files.createDirectory(damaged);
        Path victim = null;
        try (Stream<Path> files = Files.list(folder.resolve("prepared"))) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    Path copy = Files.copy(file, damaged.resolve(file.getFileName()));
                    victim = copy.getFileName().toString().startsWith("train-1-") ? copy : victim;
                }
            }
        }
        String prepared = "prepared: " + damaged;
        byte[] bytes = Files.readAllBytes(victim);

        bytes[bytes.length - 100] ^= 1;
        Files.write(victim, bytes);
        assertRefused(prepared, "the checksum of rows");
        bytes[bytes.length - 100] ^= 1;
        bytes[8] ^= 1;
        Files.write(victim, bytes);
        assertRefused(prepared, "the header does not match the prepared data");
        bytes[8] ^= 1;
        Files.write(victim, bytes);
        blocks(config(prepared), demand(16, 4));
        Files.write(victim, new byte[10]);
        assertRefused(prepared, "10 bytes (must be " + bytes.length);
        Files.delete(victim);
        assertRefused(prepared, victim.getFileName().toString());
        for (String description : List.of(
                "",
                "{",
                "{}",
                "{\"seed\": 1e-2147483648}",
                "{\"seed\": 3, \"config\": {}, \"train\": {}}",
                "{\"seed\": 3, \"train\": {\"examples\": 1e2147483648}}")) {
            describe(damaged, description);
            assertThatThrownBy(
                            () -> new PreparedStore(spark, Folder.of(damaged.toString(), new Configuration())).input())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("prepared.json");
        }
        Files.writeString(damaged.resolve("prepared.json"), "{}");
        assertRefused(prepared, "prepared.json");
        Files.delete(damaged.resolve("manifest.json"));
        assertRefused(prepared, "it has no manifest.json");
    }

    /** Replaces the description and updates the manifest. */
    private static void describe(Path prepared, String description) {
        Folder files = Folder.of(prepared.toString(), new Configuration());
        byte[] bytes = description.getBytes(StandardCharsets.UTF_8);
        files.write("prepared.json", bytes);
        ManifestFile.write(files, new Manifest(Manifest.FORMAT, List.of(Manifest.Entry.of("prepared.json", bytes))));
    }

    private static void assertRefused(String prepared, String part) {
        assertThatThrownBy(() -> blocks(config(prepared), demand(16, 4)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(part);
    }

    private static DataRequirements demand(int batchSize, int shards) {
        return new DataRequirements(WIDTH, 3, new CrossEntropy(), batchSize, shards, 1);
    }

    private static DataConfig config(String... lines) {
        List<String> all = new ArrayList<>(List.of(
                "source: {parquet: " + folder + "/source}",
                "label: [label]",
                "scaling: standardize",
                "validationFraction: 0.2",
                "classWeights: balanced",
                "chunkMegabytes: 1"));
        all.addAll(List.of(lines));
        return DataText.config(all.toArray(new String[0]));
    }
}

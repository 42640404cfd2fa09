package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.Fail;
import io.kindling.driver.ml.NeuralNetworkClassificationModel;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opens files of the first format: a finished run, a run that was killed after its first checkpoint, and a saved Spark
 * ML model. They were written before configuration records were grouped and before inputs had names; binary files are
 * stored as Base64.
 */
final class FirstFormatTest {
    private static final Path FIXTURE = Path.of("src/test/resources/first-format");
    private static final String ENCODED = ".base64";

    private static SparkSession spark;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        spark = TestSpark.local(2);
        try (Stream<Path> files = Files.walk(FIXTURE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file);
            }
        }
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static void copy(Path file) throws IOException {
        String name = FIXTURE.relativize(file).toString();
        byte[] bytes = Files.readAllBytes(file);
        boolean encoded = name.endsWith(ENCODED);
        Path copy = folder.resolve(encoded ? name.substring(0, name.length() - ENCODED.length()) : name);
        Files.createDirectories(copy.getParent());
        Files.write(copy, encoded ? Base64.getMimeDecoder().decode(bytes) : bytes);
    }

    private static Folder opened(String name) {
        return Folder.of(folder.resolve(name).toString(), new Configuration());
    }

    private static Dataset<Row> csv(String name) {
        return spark.read()
                .option("header", true)
                .csv(folder.resolve(name).toString())
                .coalesce(1);
    }

    private static List<Double> column(Dataset<Row> rows, String name) {
        return rows.select(functions.col(name).cast("double")).collectAsList().stream()
                .map(row -> row.getDouble(0))
                .toList();
    }

    private static void assertClose(List<Double> actual, List<Double> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("row %d", i).isEqualTo(expected.get(i), within(1e-5));
        }
    }

    @Test
    void aRunOpensAndItsModelPredictsTheSame() {
        TrainedModel model = ModelFolder.read(opened("finished/model"));
        assertThat(model.featureColumns()).containsExactly("city", "x");
        Dataset<Row> expected = csv("predictions.csv");
        try (Predictor predictor = new Predictor(spark, model, new Fail())) {
            Dataset<Row> predicted = predictor.transform(csv("rows.csv"));
            assertThat(column(predicted, "prediction")).isEqualTo(column(expected, "prediction"));
            assertClose(
                    column(predicted.withColumn("one", functions.expr("probability[1]")), "one"),
                    column(
                            expected.withColumn("one", functions.expr("from_json(probability, 'array<double>')[1]")),
                            "one"));
        }
        List<String> warnings = new ArrayList<>();
        FinishedRun run = FinishedRun.read(opened("finished"), warnings::add).orElseThrow();
        assertThat(warnings).isEmpty();
        assertThat(run.summary().progress().epochs()).isEqualTo(12);
        assertThat(run.config().data()).isEqualTo(config().data());
        assertThat(run.config().training()).isEqualTo(config().training());
    }

    @Test
    void aKilledRunResumesFromItsCheckpoint() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        RunSummary summary = new Experiment(spark, config())
                .train(opened("run"), System.nanoTime(), new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("resumes after epoch 2, iteration 10, from checkpoint iteration-000000000010-26c68117");
        assertThat(summary.progress().iterations()).isEqualTo(60);
        // Processors round differently, so the run that was not killed is not equal in every bit.
        float[] resumed = ModelFolder.read(opened("run/model")).state().parameters();
        float[] uninterrupted =
                ModelFolder.read(opened("finished/model")).state().parameters();
        assertThat(resumed).usingComparatorWithPrecision(1e-3f).containsExactly(uninterrupted);
    }

    @Test
    void aSparkMlModelLoads() {
        NeuralNetworkClassificationModel model =
                NeuralNetworkClassificationModel.load(folder.resolve("spark-ml").toString());
        Dataset<Row> rows = csv("rows.csv").withColumn("x", functions.col("x").cast("double"));
        Dataset<Row> predicted = model.transform(rows)
                .withColumn(
                        "p",
                        org.apache
                                .spark
                                .ml
                                .functions
                                .vector_to_array(functions.col("probability"), "float64")
                                .getItem(1));
        assertClose(column(predicted, "p"), column(csv("spark-ml-predictions.csv"), "p"));
    }

    private static ExperimentConfig config() {
        String path = FIXTURE.resolve("experiment.yaml").toString();
        try {
            return RecordReader.read(
                    ConfigText.parse(Files.readString(FIXTURE.resolve("experiment.yaml")), path),
                    ExperimentConfig.class,
                    path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.TestSpark;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.store.PreparedStore;
import io.kindling.driver.ml.NeuralNetworkRegressionModel;
import io.kindling.driver.ml.NeuralNetworkRegressor;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that was trained on integer categories accepts doubles and refuses booleans in evaluation, validation,
 * prediction, estimators, streams and prepared data.
 */
final class OtherColumnTypesIT {
    private static final DataRequirements DEMAND = new DataRequirements(4, 1, new Mse(), 2, 1);
    private static final String REFUSED = "boolean; the model was trained on int: cast the column to that type";

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[1]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> table(String type) {
        return spark.sql("SELECT CAST(c AS " + type
                        + ") AS c, label FROM VALUES (1, 0), (1, 1), (2, 2), (3, 3) AS t(c, label)")
                .coalesce(1);
    }

    private static DataConfig config(String source) {
        return RecordReader.read(
                ConfigText.parse(
                        "{source: {parquet: " + source
                                + "}, label: [label], columns: [{oneHot: {columns: [c], maxCategories: 3}}]}",
                        "it"),
                DataConfig.class,
                "it");
    }

    private static TrainedModel model(TrainingData data) {
        NetworkSpec spec = new NetworkSpec(new Features(4), List.of(new Linear(1)));
        return new TrainedModel(spec, new Mse(), Network.of(spec).initialize(1), data.inputs());
    }

    private static List<Object> predictions(Predictor predictor, String type) {
        return predictor.transform(table(type)).collectAsList().stream()
                .map(row -> row.get(row.length() - 1))
                .toList();
    }

    @Test
    void evaluationValidationAndPredictionAcceptOtherTypes() {
        Preparation preparation = new Preparation(config("unused"), DEMAND, 1);
        try (TrainingData data = preparation.prepare(table("INT"), table("DOUBLE"))) {
            assertThat(data.validation().orElseThrow().digest())
                    .isEqualTo(data.train().digest());
            try (PreparedData again = preparation.evaluation(table("DECIMAL(4,1)"), data.inputs())) {
                assertThat(again.digest()).isEqualTo(data.train().digest());
            }
            try (Predictor predictor = new Predictor(spark, model(data), new Fail())) {
                assertThat(predictions(predictor, "STRING"))
                        .isEqualTo(predictions(predictor, "DOUBLE"))
                        .isEqualTo(predictions(predictor, "INT"));
                assertThatThrownBy(() -> predictor.transform(table("BOOLEAN")))
                        .isInstanceOf(DataException.class)
                        .hasMessage("Cannot use column c of the data: " + REFUSED);
            }
            assertThatThrownBy(() -> preparation.evaluation(table("BOOLEAN"), data.inputs()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot use column c of the data: " + REFUSED);
        }
        assertThatThrownBy(() -> preparation.prepare(table("INT"), table("BOOLEAN")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use column c of the validation data: " + REFUSED);
    }

    @Test
    void estimatorsAndStreamsAcceptOtherTypes() throws Exception {
        NeuralNetworkRegressionModel model = new NeuralNetworkRegressor()
                .setInputCols(new String[] {"c"})
                .setColumns("[{oneHot: {columns: [c], maxCategories: 3}}]")
                .setLabelCol("label")
                .setMaxIter(2)
                .setBatchSize(2)
                .fit(table("INT"));
        List<Row> expected = model.transform(table("INT")).select("prediction").collectAsList();
        assertThat(model.transform(table("DOUBLE")).select("prediction").collectAsList())
                .isEqualTo(expected);
        assertThatThrownBy(() -> model.transformSchema(table("BOOLEAN").schema()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use column c of the data: " + REFUSED);
        String path = folder.resolve("stream").toString();
        table("DOUBLE").write().parquet(path);
        Dataset<Row> stream =
                spark.readStream().schema(table("DOUBLE").schema()).parquet(path);
        model.transform(stream)
                .select("prediction")
                .writeStream()
                .format("memory")
                .queryName("predicted")
                .option("checkpointLocation", folder.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
        assertThat(spark.table("predicted").collectAsList()).isEqualTo(expected);
    }

    /** Prepared data stores the types. Files from before types were stored have none, and can be opened. */
    @Test
    void preparedDataAndModelsWithoutTypesOpen() throws Exception {
        String source = folder.resolve("source").toString();
        table("INT").write().parquet(source);
        Path store = folder.resolve("prepared");
        new Preparation(config(source), DEMAND, 1).write(spark, store.toString(), data -> {});
        DataConfig prepared = RecordReader.read(
                ConfigText.parse(
                        "{source: {parquet: " + source + "}, label: [label], prepared: " + store
                                + ", columns: [{oneHot: {columns: [c], maxCategories: 3}}]}",
                        "it"),
                DataConfig.class,
                "it");
        TrainedModel model;
        try (TrainingData data = new Preparation(prepared, DEMAND, 1).prepare(spark)) {
            assertThat(data.columns().columns().get(0).type()).isEqualTo(new ValueType("int", "number"));
            model = model(data);
        }
        removeTypes(store, "prepared.json");
        try (TrainingData data = new PreparedStore(spark, folder(store)).read(prepared, DEMAND, 1)) {
            assertThat(data.columns().columns().get(0).type()).isNull();
        }
        Path saved = folder.resolve("model");
        ModelFolder.write(folder(saved), model);
        removeTypes(saved, "model.json");
        TrainedModel old = ModelFolder.read(folder(saved));
        assertThat(old.columns().columns().get(0).type()).isNull();
        try (Predictor now = new Predictor(spark, model, new Fail());
                Predictor before = new Predictor(spark, old, new Fail())) {
            assertThat(predictions(before, "DOUBLE")).isEqualTo(predictions(now, "INT"));
            assertThatThrownBy(() -> before.transform(table("BOOLEAN")))
                    .isInstanceOf(DataException.class)
                    .hasMessageEndingWith("train again");
        }
    }

    private static Folder folder(Path path) {
        return Folder.of(path.toString(), new Configuration());
    }

    /** Removes the types from a description and rewrites the manifest. */
    private static void removeTypes(Path place, String name) throws Exception {
        ObjectNode json = ConfigText.parse(Files.readString(place.resolve(name)), name);
        json.path("columns").path("columns").forEach(column -> ((ObjectNode) column).remove("type"));
        Files.writeString(place.resolve(name), ConfigText.json(json));
        Manifest manifest = ManifestFile.read(folder(place), "it");
        List<Manifest.Entry> entries = manifest.files().stream()
                .map(entry -> entry.name().equals(name)
                        ? Manifest.Entry.of(name, ConfigText.json(json).getBytes(StandardCharsets.UTF_8))
                        : entry)
                .toList();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.filter(p ->
                            p.toString().endsWith(Manifest.FILE) || p.toString().endsWith(".crc"))
                    .toList()) {
                Files.delete(file);
            }
        }
        ManifestFile.write(folder(place), new Manifest(manifest.format(), entries));
    }
}

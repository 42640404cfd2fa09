package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.Drop;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.DataException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nested arrays of numbers as features: images, channels of images, and sequences. */
final class NestedFeaturesIT {
    private static final int ROWS = 60;
    private static final String IMAGE = "{image: {channels: 2, height: 3, width: 4}}";
    private static final String CONVOLUTION =
            "layers: [{conv2d: {outChannels: 3, kernelSize: 2}}, relu, flatten, {linear: 2}]";
    private static final String SEQUENCE =
            "{input: {sequence: {steps: 6, features: 4}}, layers: [{gru: {hiddenSize: 3, output: last}}, {linear: 2}]}";
    private static final PrintStream DISCARD =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** 24 numbers per row: flat, as two channels of 3 by 4 pixels, and as 6 steps of 4 features. */
    private static Dataset<Row> table() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            float[] flat = new float[24];
            float[][][] image = new float[2][3][4];
            float[][] steps = new float[6][4];
            for (int j = 0; j < flat.length; j++) {
                flat[j] = (float) Math.sin(i * 0.7 + j * 0.3 * (i % 2 + 1));
                image[j / 12][j / 4 % 3][j % 4] = flat[j];
                steps[j / 4][j % 4] = flat[j];
            }
            rows.add(RowFactory.create(i, flat, image, steps, (double) (i % 2)));
        }
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("flat", DataTypes.createArrayType(DataTypes.FloatType))
                .add("image", nested(nested(DataTypes.createArrayType(DataTypes.FloatType))))
                .add("steps", nested(DataTypes.createArrayType(DataTypes.FloatType)))
                .add("label", DataTypes.DoubleType);
        return spark.createDataFrame(rows, schema).repartition(3);
    }

    private static DataType nested(DataType inner) {
        return DataTypes.createArrayType(inner);
    }

    private static NeuralNetworkClassifier classifier(String network) {
        return new NeuralNetworkClassifier()
                .setNetwork(network)
                .setMaxIter(2)
                .setBatchSize(16)
                .setStepSize(0.01)
                .setPatience(0)
                .setSeed(3);
    }

    private static NeuralNetworkClassifier imageClassifier() {
        return classifier("{input: " + IMAGE + ", " + CONVOLUTION + "}").setFeaturesCol("image");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static ExperimentConfig config(String source, String more, String network) {
        return RecordReader.read(
                ConfigText.parse("""
                data: {source: {parquet: '%s'}, label: [label], %s}
                network: %s
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.01}}
                training: {epochs: 2, batchSize: 16, seed: 3}
                """.formatted(source, more, network), "it"), ExperimentConfig.class, "it");
    }

    private TrainedModel trained(String name, ExperimentConfig config) {
        Folder run = Folder.of(path(name), new Configuration());
        new Experiment(spark, config).train(run, System.nanoTime(), DISCARD);
        return SavedRun.read(run).model();
    }

    private static String bits(TrainedModel model) {
        return model.state().digest();
    }

    private static List<Row> predictions(Dataset<Row> rows) {
        return rows.orderBy("id").select("id", "prediction", "probability").collectAsList();
    }

    @Test
    void nestedArraysAreImagesAndSequences() throws Exception {
        table().write().parquet(path("rows"));
        NeuralNetworkClassificationModel flat =
                imageClassifier().setFeaturesCol("flat").fit(table());
        NeuralNetworkClassificationModel image = imageClassifier().fit(table());
        assertThat(Models.bits(image)).isEqualTo(Models.bits(flat));
        assertThat(image.trained().features())
                .isEqualTo(new FeatureColumns(List.of("image"), List.of(24), List.of(List.of(2, 3, 4))));
        assertThat(predictions(image.transform(table()))).isEqualTo(predictions(flat.transform(table())));
        NeuralNetworkClassificationModel steps =
                classifier(SEQUENCE).setFeaturesCol("steps").fit(table());
        assertThat(Models.bits(steps))
                .isEqualTo(
                        Models.bits(classifier(SEQUENCE).setFeaturesCol("flat").fit(table())));
        image.save(path("model"));
        NeuralNetworkClassificationModel read = NeuralNetworkClassificationModel.load(path("model"));
        assertThat(read.trained().features()).isEqualTo(image.trained().features());
        Dataset<Row> streamed = Models.streamed(spark, read, table().schema(), path("rows"), "images");
        assertThat(predictions(streamed).stream().map(row -> row.getDouble(1)))
                .isEqualTo(predictions(image.transform(table())).stream()
                        .map(row -> row.getDouble(1))
                        .toList());
        NeuralNetworkClassificationModel warm =
                imageClassifier().setInitialModel(read).setStepSize(0).fit(table());
        assertThat(Models.bits(warm)).isEqualTo(Models.bits(image));
    }

    @Test
    void trainsFromConfiguration() {
        table().write().parquet(path("rows"));
        String network = "{input: " + IMAGE + ", " + CONVOLUTION + "}";
        TrainedModel model = trained("run", config(path("rows"), "features: [image]", network));
        assertThat(bits(model)).isEqualTo(Models.bits(imageClassifier().fit(table())));
        ExperimentConfig dry = config(path("rows"), "features: [image]", network);
        new Experiment(spark, dry).check(Folder.of(path("dry"), new Configuration()));
        new Experiment(spark, dry).prepare(path("store"), DISCARD);
        String prepared = "features: [image], prepared: '" + path("store") + "'";
        TrainedModel again = trained("prepared", config(path("rows"), prepared, network));
        assertThat(bits(again)).isEqualTo(bits(model));
        assertThat(again.features()).isEqualTo(model.features());
        String other = "{input: {image: {channels: 2, height: 4, width: 3}}, " + CONVOLUTION + "}";
        assertThatThrownBy(() -> trained("other", config(path("rows"), prepared, other)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot feed column image of file:" + path("store")
                        + " to the network: 2 x 3 x 4 values per row; network.input is [2, 4, 3]");
        try (Predictor predictor = new Predictor(spark, model, new Fail())) {
            assertThat(predictor
                            .transform(table())
                            .orderBy("id")
                            .select("prediction")
                            .collectAsList())
                    .isEqualTo(imageClassifier()
                            .fit(table())
                            .transform(table())
                            .orderBy("id")
                            .select("prediction")
                            .collectAsList());
        }
        String warm = network.replace("{input", "{initialParameters: '" + path("run") + "', input");
        assertThat(trained("warm", config(path("rows"), "features: [image]", warm))
                        .features())
                .isEqualTo(model.features());
    }

    /**
     * Without {@code network.input}, nested arrays are flattened. Their shape is the most frequent one and is part of
     * the model.
     */
    @ParameterizedTest
    @ValueSource(strings = {"image", "steps"})
    void nestedArraysAreFlattenedWithoutNetworkInput(String column) {
        String network = "{layers: [{linear: 2}]}";
        NeuralNetworkClassifier classifier =
                classifier(network).setFeaturesCol(column).setHandleInvalid("skip");
        Dataset<Row> ragged =
                table().withColumn(column, functions.expr("if(id < 5, slice(%1$s, 1, 1), %1$s)".formatted(column)));
        NeuralNetworkClassificationModel model = classifier.fit(ragged);
        assertThat(model.summary().droppedRows()).isEqualTo(Map.of(BadRowReason.WRONG_LENGTH, 5L));
        assertThat(model.numFeatures()).isEqualTo(24);
        assertThat(model.transform(ragged).count()).isEqualTo(ROWS - 5);
        Dataset<Row> even = table().withColumn(
                        column, functions.expr("if(id %% 2 = 0, slice(%1$s, 1, 1), %1$s)".formatted(column)));
        assertThatThrownBy(() -> classifier.fit(even))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot infer the width of column " + column + " of the training data: 30 rows of "
                                + (column.equals("image")
                                        ? "1 x 3 x 4 values, 30 rows of 2 x 3 x 4"
                                        : "1 x 4 values, 30 rows of 6 x 4")
                                + " values; several lengths are the most frequent: give the shape in network.input, or correct the rows");
    }

    @Test
    void raggedRowsAreNamedByPosition() {
        assertBad("slice(image, 1, 1)", BadRowReason.WRONG_LENGTH, "column image of row", "1 values (must be 2)");
        assertBad(
                "transform(image, (c, i) -> if(i = 1, slice(c, 1, 2), c))",
                BadRowReason.WRONG_LENGTH,
                "column image[1] of row",
                "2 values (must be 3)");
        assertBad(
                "transform(image, (c, i) -> transform(c, (r, j) -> if(i = 1 and j = 2, slice(r, 1, 3), r)))",
                BadRowReason.WRONG_LENGTH,
                "column image[1][2] of row",
                "3 values (must be 4)");
        assertBad(
                "transform(image, (c, i) -> if(i = 1, null, c))",
                BadRowReason.MISSING,
                "column image[1] of row",
                "null (the value is missing)");
        assertBad(
                "transform(image, (c, i) -> transform(c, (r, j) -> transform(r, (p, k) -> if(i = 1 and j = 2 and k = 3,"
                        + " null, p))))",
                BadRowReason.MISSING,
                "column image[1][2][3] of row",
                "null (the value is missing)");
        assertBad(
                "transform(image, (c, i) -> transform(c, (r, j) -> transform(r, (p, k) -> if(i = 0 and j = 2 and k = 1,"
                        + " float('NaN'), p))))",
                BadRowReason.NOT_FINITE,
                "column image[0][2][1] of row",
                "NaN (must be finite in 32-bit floating point)");
        assertBad("concat(image, image)", BadRowReason.WRONG_LENGTH, "column image of row", "4 values (must be 2)");
        assertBad("null", BadRowReason.MISSING, "column image of row", "null (the value is missing)");
    }

    private static void assertBad(String cell, BadRowReason reason, String place, String why) {
        Dataset<Row> rows = table().withColumn("image", functions.expr("if(id = 7, " + cell + ", image)"));
        assertThatThrownBy(() -> imageClassifier().fit(rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(place)
                .hasMessageContaining(why);
        NeuralNetworkClassificationModel model =
                imageClassifier().setHandleInvalid("skip").fit(rows);
        assertThat(model.summary().droppedRows()).isEqualTo(Map.of(reason, 1L));
        assertThat(model.transform(rows).count()).isEqualTo(ROWS - 1);
        assertThatThrownBy(() -> model.copy(new ParamMap())
                        .setHandleInvalid("error")
                        .transform(rows)
                        .collectAsList())
                .rootCause()
                .hasMessageContaining(place)
                .hasMessageContaining(why);
    }

    @Test
    void mismatchedShapesAreRefused() {
        String deep = "{input: " + IMAGE + ", " + CONVOLUTION + "}";
        assertThatThrownBy(() -> classifier(deep).setFeaturesCol("steps").fit(table()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot feed column steps of the training data to the network: array<array<float>> has 2"
                        + " dimensions; network.input is [2, 3, 4]");
        String turned = deep.replace("height: 3, width: 4", "height: 4, width: 3");
        assertThatThrownBy(() -> classifier(turned).setFeaturesCol("image").fit(table()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column image[0] of row")
                .hasMessageContaining("3 values (must be 4)");
        // An image with one channel equals its rows of pixels.
        String gray = "{input: {image: {channels: 1, height: 6, width: 4}}, " + CONVOLUTION + "}";
        assertThat(classifier(gray)
                        .setFeaturesCol("steps")
                        .fit(table())
                        .trained()
                        .features()
                        .extents())
                .isEqualTo(List.of(List.of(6, 4)));
        NeuralNetworkClassificationModel flat =
                imageClassifier().setFeaturesCol("flat").fit(table());
        assertThatThrownBy(
                        () -> flat.copy(new ParamMap()).setFeaturesCol("image").transform(table()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot feed column image of the data to the model: array<array<array<float>>>; the model"
                        + " was trained on flat columns, so flatten it");
        assertThatThrownBy(() -> imageClassifier().setLabelCol("steps").fit(table()))
                .hasMessageStartingWith(
                        "Cannot use column steps of labelCol: array<array<float>>; it must hold numbers");
    }

    /** Next to other columns, nested arrays are flattened, each with its most frequent shape. */
    @Test
    void nestedArraysNextToOtherColumns() {
        NeuralNetworkClassifier both = classifier("{layers: [{linear: 2}]}")
                .setInputCols(new String[] {"id", "steps", "image"})
                .setHandleInvalid("skip");
        NeuralNetworkClassificationModel model = both.fit(table());
        assertThat(model.trained().features())
                .isEqualTo(new FeatureColumns(
                        List.of("id", "steps", "image"),
                        List.of(1, 24, 24),
                        List.of(List.of(), List.of(6, 4), List.of(2, 3, 4))));
        assertThat(model.transform(table()).count()).isEqualTo(ROWS);
        Dataset<Row> turned = table().withColumn("steps", functions.expr("slice(steps, 1, 5)"));
        assertThat(model.transform(turned).count()).isZero();
        try (Predictor predictor = new Predictor(spark, model.trained(), new Drop(1))) {
            assertThat(predictor.rejections(turned, "the data").counts())
                    .isEqualTo(Map.of(BadRowReason.WRONG_LENGTH, (long) ROWS));
        }
    }
}

package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.Drop;
import io.kindling.driver.data.SourcesConfig;
import io.kindling.driver.data.TableConfig;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.data.source.Table;
import io.kindling.driver.model.ModelFolder;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.BceWithLogits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The width of an array, vector or binary column does not depend on the order of the rows. */
final class ArrayWidthsTest {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    /** Types of columns with several numbers. */
    private enum Kind {
        ARRAY,
        VECTOR,
        BYTES;

        private DataType type() {
            return switch (this) {
                case ARRAY -> DataTypes.createArrayType(DataTypes.DoubleType);
                case VECTOR -> SQLDataTypes.VectorType();
                case BYTES -> DataTypes.BinaryType;
            };
        }

        private Object cell(int width, int number) {
            return switch (this) {
                case ARRAY -> Collections.nCopies(width, (double) number);
                case VECTOR -> Vectors.sparse(width, new int[] {0}, new double[] {number});
                case BYTES -> new byte[width];
            };
        }
    }

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** A row with one column of each width, then the label. A width of 0 is null. */
    private static Row row(Kind kind, int number, int... widths) {
        Object[] cells = new Object[widths.length + 1];
        for (int c = 0; c < widths.length; c++) {
            cells[c] = widths[c] == 0 ? null : kind.cell(widths[c], number);
        }
        cells[widths.length] = number % 2;
        return RowFactory.create(cells);
    }

    private static StructType schema(Kind kind, Metadata metadata, String... names) {
        StructType schema = new StructType();
        for (String name : names) {
            schema = schema.add(new StructField(name, kind.type(), true, metadata));
        }
        return schema.add("label", DataTypes.IntegerType);
    }

    private static Dataset<Row> table(Kind kind, int... widths) {
        return table(kind, Metadata.empty(), widths);
    }

    /** A table of one column with one row per width, in this order. */
    private static Dataset<Row> table(Kind kind, Metadata metadata, int... widths) {
        List<Row> rows = new ArrayList<>();
        for (int width : widths) {
            rows.add(row(kind, rows.size(), width));
        }
        return spark.createDataFrame(rows, schema(kind, metadata, "features")).coalesce(1);
    }

    private static NeuralNetworkRegressor regressor() {
        return new NeuralNetworkRegressor()
                .setInputCols(new String[] {"features"})
                .setLayers(new int[] {2})
                .setMaxIter(1);
    }

    private static NeuralNetworkRegressor skipping() {
        return regressor().setHandleInvalid("skip");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void mostFrequentWidthIsUsed(Kind kind) {
        NeuralNetworkRegressionModel wideFirst = skipping().fit(table(kind, 3, 0, 2, 2, 4, 2, 3));
        NeuralNetworkRegressionModel narrowFirst = skipping().fit(table(kind, 2, 2, 2, 3, 3, 4, 0));
        assertThat(wideFirst.numFeatures()).isEqualTo(2);
        assertThat(narrowFirst.numFeatures()).isEqualTo(2);
        assertThat(wideFirst.summary().droppedRows())
                .isEqualTo(narrowFirst.summary().droppedRows())
                .isEqualTo(Map.of(BadRowReason.WRONG_LENGTH, 3L, BadRowReason.MISSING, 1L));
        assertThat(wideFirst.summary().droppedValidationRows()).isEmpty();
        assertThatThrownBy(() -> regressor().fit(table(kind, 3, 2, 2)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read column features of row 1 of partition 0 ")
                .hasMessageContaining("3 values (must be 2)");
    }

    @Test
    void orderOfRowsDoesNotChangeTheWidth() {
        Dataset<Row> rows = table(Kind.ARRAY, 3, 2, 2, 3, 2, 4);
        Dataset<Row> sorted = rows.orderBy(functions.size(rows.col("features")).desc());
        assertThat(Models.bits(skipping().fit(sorted)))
                .isEqualTo(Models.bits(skipping().fit(rows)))
                .isEqualTo(Models.bits(skipping().fit(rows.repartition(4))));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void tiedWidthsAreRefused(Kind kind) {
        for (NeuralNetworkRegressor regressor : List.of(regressor(), skipping())) {
            assertThatThrownBy(() -> regressor.fit(table(kind, 3, 2, 0, 2, 3, 4)))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "Cannot infer the width of column features of the training data: 2 rows of 2 values, 2 rows"
                                    + " of 3 values, 1 rows of 4 values; several lengths are the most frequent: give the width in"
                                    + " network.input or as numFeatures in the column's metadata, or correct the rows");
        }
    }

    @Test
    void configurationThenMetadataDefineTheWidth() {
        String input = "{input: {features: 3}, layers: [{linear: 1}]}";
        Dataset<Row> rows = table(Kind.ARRAY, 2, 2, 3, 2, 3);
        assertThat(skipping().setNetwork(input).fit(rows).numFeatures()).isEqualTo(3);
        assertThat(skipping()
                        .setNetwork("{layers: [{parallel: {branches: [{columns: 3}]}}, {linear: 1}]}")
                        .fit(rows)
                        .numFeatures())
                .isEqualTo(3);
        Metadata three = new MetadataBuilder().putLong("numFeatures", 3).build();
        assertThat(skipping()
                        .fit(table(Kind.VECTOR, three, 2, 2, 3, 2, 3))
                        .summary()
                        .droppedRows())
                .isEqualTo(Map.of(BadRowReason.WRONG_LENGTH, 3L));
        NeuralNetworkRegressionModel first = skipping().fit(table(Kind.ARRAY, 3, 3, 3));
        assertThat(skipping().setInitialModel(first).fit(rows).numFeatures()).isEqualTo(3);
    }

    @Test
    void validationRowsHaveTheTrainingWidth() {
        List<Row> rows = new ArrayList<>();
        for (int width : new int[] {2, 2, 2, 2}) {
            rows.add(RowFactory.create(Collections.nCopies(width, 1.0), 0, false));
        }
        for (int width : new int[] {3, 3, 3, 2}) {
            rows.add(RowFactory.create(Collections.nCopies(width, 1.0), 1, true));
        }
        StructType schema = schema(Kind.ARRAY, Metadata.empty(), "features").add("held", DataTypes.BooleanType);
        TrainingSummary summary = skipping()
                .setValidationIndicatorCol("held")
                .fit(spark.createDataFrame(rows, schema))
                .summary();
        assertThat(summary.droppedRows()).isEmpty();
        assertThat(summary.droppedValidationRows()).isEqualTo(Map.of(BadRowReason.WRONG_LENGTH, 3L));
    }

    /** Two arrays of 2 and 3 numbers. The rows to predict begin with arrays of 3 and 2. */
    @Test
    void predictionUsesTheWidthsOfTheModel() throws Exception {
        List<Row> rows = List.of(row(Kind.ARRAY, 1, 2, 3), row(Kind.ARRAY, 2, 2, 3), row(Kind.ARRAY, 4, 2, 3));
        StructType schema = schema(Kind.ARRAY, Metadata.empty(), "a", "b");
        NeuralNetworkRegressionModel fitted =
                skipping().setInputCols(new String[] {"a", "b"}).fit(spark.createDataFrame(rows, schema));
        assertThat(fitted.trained().features()).isEqualTo(new FeatureColumns(List.of("a", "b"), List.of(2, 3)));
        String path = folder.resolve("model").toString();
        fitted.save(path);
        NeuralNetworkRegressionModel model = NeuralNetworkRegressionModel.load(path);
        List<Row> mixed = List.of(row(Kind.ARRAY, 7, 3, 2), row(Kind.ARRAY, 8, 3, 2), row(Kind.ARRAY, 1, 2, 3));
        Dataset<Row> table = spark.createDataFrame(mixed, schema).coalesce(1);
        List<Row> predicted = model.transform(table).collectAsList();
        assertThat(predicted).hasSize(1);
        assertThat(predicted.get(0).getList(0)).isEqualTo(List.of(1.0, 1.0));
        String files = folder.resolve("files").toString();
        table.write().parquet(files);
        assertThat(Models.streamed(spark, model, schema, files, "widths").collectAsList())
                .isEqualTo(predicted);
        Metadata three = new MetadataBuilder().putLong("numFeatures", 3).build();
        Dataset<Row> withMetadata = spark.createDataFrame(mixed, new StructType(new StructField[] {
            new StructField("a", schema.fields()[0].dataType(), true, three), schema.fields()[1], schema.fields()[2]
        }));
        assertThatThrownBy(() -> model.transform(withMetadata))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot feed column a of the data to the model: 3 values; the model takes 2");
    }

    /** A model of an earlier version has the number of features, but not the widths of the columns. */
    @Test
    void modelOfAnEarlierVersionDoesNotGuess() {
        TrainedModel now = skipping().fit(table(Kind.ARRAY, 3, 3)).trained();
        TrainedModel before = new TrainedModel(
                now.network(), now.loss(), now.state(), now.columns(), new FeatureColumns(List.of("a")), now.scaling());
        ModelFolder.write(Folder.of(folder.resolve("old").toString(), new Configuration()), before);
        TrainedModel read = ModelFolder.read(Folder.of(folder.resolve("old").toString(), new Configuration()));
        assertThat(read.features()).isEqualTo(new FeatureColumns(List.of("a")));
        try (Predictor predictor = new Predictor(spark, read, new Drop(1))) {
            assertThat(predictor
                            .transform(table(Kind.ARRAY, 2, 3, 2).withColumnRenamed("features", "a"))
                            .count())
                    .isEqualTo(1);
        }
        TrainedModel two = new TrainedModel(
                now.network(),
                now.loss(),
                now.state(),
                now.columns(),
                new FeatureColumns(List.of("a", "b")),
                now.scaling());
        Dataset<Row> rows = spark.createDataFrame(
                List.of(row(Kind.ARRAY, 1, 2, 1)), schema(Kind.ARRAY, Metadata.empty(), "a", "b"));
        try (Predictor predictor = new Predictor(spark, two, new Drop(1))) {
            assertThatThrownBy(() -> predictor.transform(rows))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(
                            "Cannot infer the width of column a of the data: the model does not store it;");
        }
    }

    /** The loss defines the number of targets, not the rows. */
    @Test
    void lossDefinesTheNumberOfLabels() {
        StructType schema = new StructType()
                .add("x", DataTypes.DoubleType)
                .add("y", DataTypes.createArrayType(DataTypes.IntegerType));
        List<Row> rows = new ArrayList<>();
        for (int width : new int[] {3, 3, 3, 2, 2}) {
            rows.add(RowFactory.create(1.0, Collections.nCopies(width, 1)));
        }
        DataConfig dropping = new DataConfig(
                        new SourcesConfig(new Table("dataset")), new TableConfig(List.of("y"), List.of("x"), null))
                .withBadRows(new Drop(1));
        DataRequirements demand = new DataRequirements(1, 2, new BceWithLogits(), 4, 1);
        try (TrainingData data =
                new Preparation(dropping, demand, 1).prepare(spark.createDataFrame(rows, schema), null)) {
            assertThat(data.train().examples()).isEqualTo(2);
            assertThat(data.train().dropped()).hasToString("3 arrays of the wrong length");
        }
    }
}

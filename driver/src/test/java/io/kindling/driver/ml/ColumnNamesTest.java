package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kindling.driver.TestSpark;
import io.kindling.trainer.error.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Estimators on tables with duplicate column names, names that differ only in case, and names with special characters.
 */
final class ColumnNamesTest {
    private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** A table of 40 rows. The cells of a column depend only on its position. */
    private static Dataset<Row> table(String... names) {
        StructType schema = new StructType();
        for (int c = 0; c < names.length; c++) {
            schema = schema.add(names[c], type(names[c]));
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Object[] cells = new Object[names.length];
            for (int c = 0; c < names.length; c++) {
                DataType type = type(names[c]);
                double number = (i * 7 + 3 * c) % 11 / 5.0 - 1;
                cells[c] = type == DataTypes.StringType
                        ? "text " + c + " of " + i
                        : type == DataTypes.BooleanType ? (Object) (i % 4 == c % 4) : (Object) number;
            }
            rows.add(RowFactory.create(cells));
        }
        return spark.createDataFrame(rows, schema).coalesce(1);
    }

    private static DataType type(String name) {
        return switch (name) {
            case "id", "city" -> DataTypes.StringType;
            case "held" -> DataTypes.BooleanType;
            default -> DataTypes.DoubleType;
        };
    }

    private static NeuralNetworkRegressor regressor(String... inputs) {
        return new NeuralNetworkRegressor()
                .setLayers(new int[] {3})
                .setInputCols(inputs)
                .setMaxIter(1)
                .setBatchSize(8);
    }

    private static List<String> cells(Dataset<Row> rows, int... columns) {
        return rows.collectAsList().stream()
                .map(row -> Arrays.stream(columns).mapToObj(row::get).toList().toString())
                .toList();
    }

    @Test
    void unusedColumnsPassThroughInOrder() {
        Dataset<Row> rows = table("id", "a", "x", "id", "label", "x", "x");
        NeuralNetworkRegressionModel model = regressor("a").fit(rows);
        assertThat(Models.bits(model)).isEqualTo(Models.bits(regressor("a").fit(table("id", "a", "x", "y", "label"))));
        Dataset<Row> predicted = model.transform(rows);
        assertThat(predicted.columns()).containsExactly("id", "a", "x", "id", "label", "x", "x", "prediction");
        assertThat(cells(predicted, 0, 1, 2, 3, 4, 5, 6)).isEqualTo(cells(rows, 0, 1, 2, 3, 4, 5, 6));
        assertThat(cells(predicted, 7)).isEqualTo(cells(model.transform(table("id", "a")), 2));
    }

    @Test
    void bothSidesOfAJoinPassThrough() {
        Dataset<Row> left = table("id", "a", "label");
        Dataset<Row> right = table("a", "id").withColumnRenamed("a", "b");
        Dataset<Row> joined = left.join(
                right, functions.substring(left.col("id"), 11, 2).equalTo(functions.substring(right.col("id"), 11, 2)));
        Dataset<Row> predicted = regressor("a", "b").fit(joined).transform(joined);
        assertThat(predicted.columns()).containsExactly("id", "a", "label", "b", "id", "prediction");
        assertThat(predicted.collectAsList())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.getString(0)).startsWith("text 0"))
                .allSatisfy(row -> assertThat(row.getString(4)).startsWith("text 1"));
    }

    @Test
    void streamsPassUnusedColumnsThrough() throws Exception {
        Dataset<Row> rows = table("id", "a", "label", "other");
        NeuralNetworkRegressionModel model = regressor("a").fit(rows);
        String path = folder.resolve("rows").toString();
        rows.write().parquet(path);
        Dataset<Row> stream =
                spark.readStream().schema(rows.schema()).parquet(path).toDF("x", "a", "x", "X");
        StreamingQuery query = model.transform(stream)
                .toDF("first", "a", "second", "third", "prediction")
                .writeStream()
                .format("memory")
                .queryName("passed")
                .start();
        try {
            query.processAllAvailable();
        } finally {
            query.stop();
        }
        assertThat(cells(spark.table("passed"), 0, 1, 2, 3))
                .containsExactlyInAnyOrderElementsOf(cells(rows, 0, 1, 2, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,a,b,label | a,b | column a of inputCols in the data: columns 0 and 1 have this name",
                "a,b,label,a,a | b,a | column a of inputCols in the data: columns 0, 3 and 4 have this name",
                "a,b,a,label | * | column a of inputCols in the data: columns 0 and 2 have this name",
                "b,a,c,label,a | b..c | column a of inputCols in the data: columns 1 and 4 have this name",
                "b,a,c,label,a | a..c | column a of inputCols in the data: columns 1 and 4 have this name",
                "a,b,a,label | 2 | column a of inputCols in the data: columns 0 and 2 have this name",
                "a,b,A,label | a | column a of inputCols in the data: columns 0 (a) and 2 (A) have this name",
                "b,a,A,label | B,A | column A of inputCols in the data: columns 1 (a) and 2 (A) have this name",
                "a,label,label | a | column label of labelCol in the data: columns 1 and 2 have this name",
                "a,label,Label | a | column label of labelCol in the data: columns 1 (label) and 2 (Label) have this name",
            })
    void duplicateNamesAreRefused(String columns, String inputs, String message) {
        Dataset<Row> rows = table(columns.split(","));
        NeuralNetworkRegressor regressor = regressor(inputs.split(","));
        for (Throwable thrown : List.of(
                catchThrowable(() -> regressor.fit(rows)),
                catchThrowable(() -> regressor.transformSchema(rows.schema())))) {
            assertThat(thrown)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("Cannot resolve " + message)
                    .hasMessageEndingWith("; rename or drop all but one");
        }
    }

    @Test
    void duplicateWeightIndicatorOrVectorIsRefused() {
        Dataset<Row> rows = table("a", "label", "w", "w", "held", "held");
        assertThatThrownBy(() -> regressor("a").setWeightCol("w").fit(rows))
                .hasMessage("Cannot resolve column w of weightCol in the data: columns 2 and 3 have this name;"
                        + " rename or drop all but one");
        assertThatThrownBy(
                        () -> regressor("a").setValidationIndicatorCol("held").fit(rows))
                .hasMessage("Cannot resolve column held of validationIndicatorCol in the data: columns 4 and 5 have"
                        + " this name; rename or drop all but one");
        Dataset<Row> vectors = Tables.heights(spark, 40);
        Dataset<Row> twice = vectors.select(vectors.col("features"), vectors.col("label"), vectors.col("features"));
        NeuralNetworkRegressor regressor = new NeuralNetworkRegressor().setMaxIter(1);
        assertThatThrownBy(() -> regressor.fit(twice))
                .hasMessage("Cannot resolve column features of featuresCol in the data: columns 0 and 2 have this"
                        + " name; rename or drop all but one");
        NeuralNetworkRegressionModel model = regressor.fit(vectors);
        assertThatThrownBy(() -> model.transform(twice))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot resolve column features of featuresCol in the data: columns 0 and 2");
    }

    @Test
    void duplicateRuleColumnIsRefused() {
        NeuralNetworkRegressor regressor = regressor("a", "city").setColumns("[{hash: {columns: [city], buckets: 4}}]");
        assertThatThrownBy(() -> regressor.fit(table("city", "a", "label", "city")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot resolve column city of ")
                .hasMessageContaining("columns 0 and 3 have this name");
        NeuralNetworkRegressionModel model = regressor.fit(table("city", "a", "label"));
        assertThatThrownBy(() -> model.transform(table("a", "city", "city")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot resolve column city of ")
                .hasMessageContaining("columns 1 and 2 have this name");
    }

    @Test
    void encodedColumnsMustNotCollide() {
        Dataset<Row> rows = table("a", "label", "when.year").withColumn("when", functions.lit("2026-01-01"));
        assertThatThrownBy(() -> regressor("a", "when")
                        .setColumns("[{dateParts: {columns: [when], parts: [year, month]}}]")
                        .fit(rows))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot resolve column when.year of ")
                .hasMessageContaining("columns 2 and 3 have this name");
    }

    @Test
    void caseSensitivityFollowsSpark() {
        Dataset<Row> rows = table("A", "Label");
        NeuralNetworkRegressionModel model = regressor("a").setLabelCol("label").fit(rows);
        assertThat(model.trained().featureColumns()).containsExactly("A");
        assertThat(cells(model.transform(rows), 2)).isEqualTo(cells(model.transform(table("a", "b")), 2));
        assertThatThrownBy(() -> model.transform(table("a", "A"))).hasMessageContaining("columns 0 (a) and 1 (A)");
        Dataset<Row> vectors = Tables.heights(spark, 40);
        NeuralNetworkRegressor upper = new NeuralNetworkRegressor()
                .setFeaturesCol("Features")
                .setLabelCol("LABEL")
                .setMaxIter(1);
        assertThat(Models.bits(upper.fit(vectors)))
                .isEqualTo(
                        Models.bits(new NeuralNetworkRegressor().setMaxIter(1).fit(vectors)));
        SparkSession sensitive = spark.newSession();
        sensitive.conf().set(CASE_SENSITIVE, true);
        Dataset<Row> both = sensitive.createDataFrame(
                table("a", "A", "label").collectAsList(),
                table("a", "A", "label").schema());
        NeuralNetworkRegressionModel lower = regressor("a").fit(both);
        assertThat(Models.bits(lower)).isEqualTo(Models.bits(regressor("a").fit(table("a", "b", "label"))));
        assertThat(regressor("?").fit(both).trained().featureColumns()).containsExactly("a", "A");
        Dataset<Row> upperOnly = both.select("A", "label");
        assertThatThrownBy(() -> lower.transform(upperOnly))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find column a of inputCols in the data; it has A, label");
    }

    @Test
    void specialCharactersInInputNames() {
        String[] names = {"a.b", "a`b", "*", "?", "größe", "特徴", "a b", "1", "a..b", "-1", "a,b", "_corrupt", ""};
        String[] columns = new String[names.length + 3];
        String[] plain = new String[columns.length];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = c < names.length ? names[c] : "x";
            plain[c] = "c" + c;
        }
        columns[names.length] = "label";
        plain[names.length] = "label";
        Dataset<Row> rows = table(columns);
        NeuralNetworkRegressionModel model = regressor(names).fit(rows);
        assertThat(Models.bits(model))
                .isEqualTo(Models.bits(
                        regressor(Arrays.copyOf(plain, names.length)).fit(table(plain))));
        int[] all = IntStream.range(0, columns.length).toArray();
        assertThat(cells(model.transform(rows), all)).isEqualTo(cells(rows, all));
    }

    @Test
    void specialCharactersInAllParams() {
        Dataset<Row> rows = Tables.heights(spark, 20)
                .toDF("x", "a.`b", "*")
                .withColumn("w.w", functions.lit(1))
                .withColumn("v`v", functions.expr("x % 2 = 0"));
        NeuralNetworkRegressor regressor = new NeuralNetworkRegressor()
                .setFeaturesCol("a.`b")
                .setLabelCol("*")
                .setWeightCol("w.w")
                .setValidationIndicatorCol("v`v")
                .setPredictionCol("p.p")
                .setMaxIter(1);
        assertThat(regressor.fit(rows).transform(rows).columns()).endsWith("p.p");
        assertThat(regressor.setInputCols(new String[] {"a.`b"}).fit(rows).numFeatures())
                .isEqualTo(2);
    }

    /** A model finds its columns by name. A number is not a position, and a star is not a pattern. */
    @Test
    void missingModelColumnIsNamed() {
        String[] names = {"0", "-1", "*", "x..y"};
        NeuralNetworkRegressionModel model = regressor(names).fit(table("0", "-1", "*", "x..y", "label"));
        for (String name : names) {
            Dataset<Row> others = table("x", "y", "0", "-1", "*", "x..y").drop("`" + name + "`", name);
            assertThatThrownBy(() -> model.transform(others))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("Cannot find column " + name + " of inputCols in the data; it has x, y, ");
        }
    }

    @Test
    void predictionColumnMustBeNew() {
        NeuralNetworkRegressionModel model = regressor("a").fit(table("a", "label"));
        assertThatThrownBy(() -> model.transform(table("a", "Prediction")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot add column prediction to the data: the data has a column with this name; rename it or"
                                + " choose another name");
    }
}

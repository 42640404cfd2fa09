package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.driver.TestSpark;
import io.kindling.driver.model.Preprocessing;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Estimators on tables with text, dates and missing values. */
final class InputColumnsIT {
    private static final String[] CITIES = {"Rome", "Oslo", "Lima"};
    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> customers() {
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("city", DataTypes.StringType)
                .add("plan", DataTypes.StringType)
                .add("minutes", DataTypes.DoubleType)
                .add("since", DataTypes.DateType)
                .add("calls", DataTypes.IntegerType)
                .add("label", DataTypes.IntegerType);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int city = i % 3;
            boolean plan = i % 7 < 3;
            Double minutes = i % 10 == 0 ? null : 100.0 + i * 37 % 200;
            int calls = i * 5 % 11;
            boolean leaves = (city == 1 && calls > 4) || (plan && minutes != null && minutes > 200);
            rows.add(RowFactory.create(
                    i,
                    CITIES[city],
                    plan ? "yes" : "no",
                    minutes,
                    Date.valueOf("2026-%02d-01".formatted(1 + i % 12)),
                    calls,
                    leaves ? 1 : 0));
        }
        return spark.createDataFrame(rows, schema).repartition(3);
    }

    /** The example of {@code docs/spark-ml.md}, verbatim. */
    private static NeuralNetworkClassifier classifier() {
        String rules = """
                - oneHot: {columns: [city], maxCategories: 3}
                - ordinal: {columns: [plan], values: ["no", "yes"]}
                - impute: {columns: [minutes]}
                - dateParts: {columns: [since], parts: [month]}
                """;
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier()
                .setInputCols(new String[] {"city", "plan", "minutes", "since", "calls"})
                .setColumns(rules)
                .setScaling("standardize");

        return classifier.setLayers(new int[] {16}).setStepSize(0.02).setMaxIter(25);
    }

    private static List<String> predictions(Dataset<Row> predicted) {
        return predicted.select("id", "prediction").orderBy("id").collectAsList().stream()
                .map(Row::toString)
                .toList();
    }

    @Test
    void fittedColumnsArePartOfTheModel() throws Exception {
        Dataset<Row> customers = customers();
        NeuralNetworkClassificationModel model = classifier().fit(customers);
        Dataset<Row> predicted = model.transform(customers);
        assertThat(new BinaryClassificationEvaluator().evaluate(predicted)).isGreaterThan(0.95);
        assertThat(predicted.columns()).startsWith(customers.columns()).endsWith("prediction");
        assertThat(model.transformSchema(customers.schema())).isEqualTo(predicted.schema());
        // 4 numbers for the city (one for unseen values), then plan, minutes, month and calls.
        assertThat(model.numFeatures()).isGreaterThanOrEqualTo(8);

        String path = folder.resolve("model").toString();
        model.save(path);
        NeuralNetworkClassificationModel read = NeuralNetworkClassificationModel.load(path);
        assertThat(predictions(read.transform(customers))).isEqualTo(predictions(predicted));
        // Prediction needs no label and no column order. An unseen city has the category for unseen values.
        Dataset<Row> others = customers.drop("label").select("calls", "since", "minutes", "plan", "city", "id");
        assertThat(predictions(read.transform(others))).isEqualTo(predictions(predicted));
        assertThat(read.transform(others.withColumn("city", functions.lit("Perth")))
                        .count())
                .isEqualTo(300);
        assertThat(predictions(streamed(read, customers, "customers"))).isEqualTo(predictions(predicted));
        assertThat(new String(model.trained().onnx(Preprocessing.INCLUDED), StandardCharsets.ISO_8859_1))
                .contains("\"Oslo\"");
    }

    private Dataset<Row> streamed(NeuralNetworkModel<?> model, Dataset<Row> rows, String name) throws Exception {
        String path = folder.resolve(name).toString();
        rows.write().parquet(path);
        return Models.streamed(spark, model, rows.schema(), path, name);
    }

    /** A stream has no first row from which to read the width of its vectors. */
    @Test
    void vectorColumnNextToNumbers() throws Exception {
        Dataset<Row> rows = new VectorAssembler()
                .setInputCols(new String[] {"id", "label"})
                .setOutputCol("vector")
                .transform(customers())
                .drop("label")
                .withColumnRenamed("calls", "label");
        NeuralNetworkRegressionModel model = new NeuralNetworkRegressor()
                .setInputCols(new String[] {"id", "vector"})
                .setMaxIter(1)
                .fit(rows);
        assertThat(model.numFeatures()).isEqualTo(3);
        Dataset<Row> batch = model.transform(rows).select("id", "prediction");
        List<Row> both = streamed(model, rows, "vectors")
                .withColumnRenamed("prediction", "streamed")
                .join(batch, "id")
                .collectAsList();
        assertThat(both).hasSize(300);
        for (Row row : both) {
            assertThat(row.<Double>getAs("streamed")).isCloseTo(row.getAs("prediction"), within(1e-3));
        }
    }

    @Test
    void columnsTrainLikeOneVector() {
        Dataset<Row> rows = customers()
                .na()
                .drop()
                .withColumn("held", functions.expr("id % 5 = 0"))
                .withColumn("weight", functions.expr("1 + id % 2"));
        Dataset<Row> assembled = new VectorAssembler()
                .setInputCols(new String[] {"minutes", "calls"})
                .setOutputCol("features")
                .transform(rows);
        NeuralNetworkRegressor regressor = new NeuralNetworkRegressor()
                .setScaling("standardize")
                .setWeightCol("weight")
                .setValidationIndicatorCol("held")
                .setMaxIter(3);
        NeuralNetworkRegressionModel vector = regressor.fit(assembled);
        NeuralNetworkRegressionModel columns =
                regressor.setInputCols(new String[] {"minutes", "calls"}).fit(rows);
        assertThat(Models.bits(columns)).isEqualTo(Models.bits(vector));
        RegressionEvaluator evaluator = new RegressionEvaluator().setMetricName("rmse");
        assertThat(evaluator.evaluate(columns.transform(rows)))
                .isEqualTo(evaluator.evaluate(vector.transform(assembled)));
        // A pattern excludes label, weight and indicator.
        assertThat(regressor
                        .setInputCols(new String[] {"minutes", "calls", "*e*"})
                        .setColumns(
                                "[{ordinal: {columns: [plan], values: ['no', 'yes']}}, {dateParts: {columns: [since], parts: [month]}}]")
                        .transformSchema(rows.schema())
                        .fieldNames())
                .endsWith("prediction");
    }

    /** Two embeddings next to numbers, one of fitted categories and one of hashed categories. */
    @Test
    void embeddedCategoriesNextToNumbers() {
        Dataset<Row> customers = customers();
        NeuralNetworkClassificationModel model = new NeuralNetworkClassifier()
                .setInputCols(new String[] {"city", "plan", "minutes", "since", "calls"})
                .setColumns("""
                        - index: {columns: [city], maxCategories: 3}
                        - hash: {columns: [plan], buckets: 16}
                        - impute: {columns: [minutes], strategy: median}
                        - dateParts: {columns: [since], parts: [month], cyclical: true}
                        """)
                .setScaling("standardize")
                .setNetwork("""
                        layers:
                        - parallel:
                            branches:
                            - {columns: 1, layers: [embedding: {numEmbeddings: 4, embeddingDim: 2}, flatten]}
                            - {columns: 1, layers: [embedding: {numEmbeddings: 16, embeddingDim: 2}, flatten]}
                            - columns: 4
                        - {linear: 16}
                        - relu
                        - {linear: 2}
                        """)
                .setStepSize(0.02)
                .setMaxIter(25)
                .fit(customers);
        assertThat(new BinaryClassificationEvaluator().evaluate(model.transform(customers)))
                .isGreaterThan(0.95);
        Dataset<Row> others = customers
                .drop("label")
                .withColumn("city", functions.lit("Perth"))
                .withColumn("plan", functions.lit("perhaps"));
        assertThat(model.transform(others).count()).isEqualTo(300);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "churn",
            matches = ".+",
            disabledReason = "the churn data is not part of the project; set -Dchurn=FILE to mlc_churn as CSV")
    void churnOnHeldOutCustomers() {
        Dataset<Row> customers = Tables.csv(spark, System.getProperty("churn"))
                .withColumn("label", functions.expr("double(churn = 'yes')"))
                .drop("churn");
        Column fold = functions.expr("pmod(xxhash64(" + String.join(",", customers.columns()) + "), 5)");
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier()
                .setInputCols(new String[] {"state..number_customer_service_calls"})
                .setColumns("""
                        - hash: {columns: [state], buckets: 64}
                        - oneHot: {columns: [area_code], maxCategories: 3}
                        - ordinal: {columns: [international_plan, voice_mail_plan], values: ["no", "yes"]}
                        """)
                .setScaling("standardize")
                .setNetwork("""
                        layers:
                        - parallel:
                            branches:
                            - {columns: 1, layers: [embedding: {numEmbeddings: 64, embeddingDim: 3}, flatten]}
                            - columns: 21
                        - {linear: 64}
                        - relu
                        - {dropout: 0.2}
                        - {linear: 32}
                        - relu
                        - {linear: 2}
                        """)
                .setStepSize(0.003)
                .setBatchSize(64)
                .setMaxIter(15);
        NeuralNetworkClassificationModel model = classifier.fit(customers.where(fold.notEqual(0)));
        double area = new BinaryClassificationEvaluator().evaluate(model.transform(customers.where(fold.equalTo(0))));
        System.out.printf("churn through inputCols: area under ROC %.4f%n", area);
        assertThat(area).isGreaterThan(0.90);
    }

    @Test
    void invalidColumnsAreNamed() throws IOException {
        Dataset<Row> customers = customers();
        NeuralNetworkClassificationModel model = classifier().setMaxIter(1).fit(customers);
        assertThatThrownBy(() -> model.transform(customers.drop("city")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find column city of inputCols in the data;"
                        + " it has id, plan, minutes, since, calls, label");
        assertThatThrownBy(() -> model.transform(customers.drop("calls")))
                .hasMessageContaining("Cannot find column calls of inputCols");
        assertThatThrownBy(() -> model.transform(customers.withColumn("calls", functions.lit("many"))))
                .hasMessageContaining("Cannot use column calls of inputCols: string; give it a rule in columns");
        assertThatThrownBy(() -> classifier().setColumns("[]").fit(customers))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot use column city of inputCols: string; give it a rule in columns: index, oneHot, hash,"
                                + " ordinal, dateParts or impute");
        assertThatThrownBy(
                        () -> classifier().setInputCols(new String[] {"town"}).fit(customers))
                .hasMessageContaining("Cannot find column town of inputCols in the data");
        assertThatThrownBy(() -> classifier()
                        .setColumns("[{ordinal: {columns: [label], values: [a]}}]")
                        .fit(customers))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid columns: label (is a label, weight or indicator");
        assertThatThrownBy(() -> new NeuralNetworkClassifier()
                        .setColumns("[{impute: {columns: [minutes]}}]")
                        .fit(customers))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("inputCols, which is not set");
        assertThatThrownBy(() -> classifier().setColumns("[{onehot: {columns: [city]}}]"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the param columns")
                .hasMessageContaining("maxCategories");
        assertThatThrownBy(() -> classifier().setScaling("standard")).hasMessageContaining("did you mean standardize?");
    }
}

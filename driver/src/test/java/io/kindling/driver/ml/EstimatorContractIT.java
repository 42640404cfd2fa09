package io.kindling.driver.ml;

import static io.kindling.driver.ml.Models.bits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.driver.TestSpark;
import io.kindling.driver.model.Preprocessing;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of Spark's own tests on estimators and models, for the classifier and the regressor. */
final class EstimatorContractIT {
    private static final int ROWS = 120;

    private static SparkSession spark;
    private static NeuralNetworkClassificationModel classes;
    private static NeuralNetworkRegressionModel numbers;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]").getOrCreate();
        classes = classifier().fit(Tables.rings(spark, ROWS));
        numbers = regressor().fit(Tables.heights(spark, ROWS));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static NeuralNetworkClassifier classifier() {
        return new NeuralNetworkClassifier()
                .setLayers(new int[] {5})
                .setMaxIter(3)
                .setBatchSize(64);
    }

    private static NeuralNetworkRegressor regressor() {
        return new NeuralNetworkRegressor()
                .setLayers(new int[] {5})
                .setMaxIter(3)
                .setBatchSize(64);
    }

    /** An estimator with matching rows. */
    private record Case(NeuralNetworkEstimator<?, ?> estimator, Dataset<Row> rows) {
        NeuralNetworkModel<?> fit() {
            return estimator.fit(rows);
        }
    }

    private static List<Case> cases() {
        return List.of(
                new Case(classifier(), Tables.rings(spark, ROWS)), new Case(regressor(), Tables.heights(spark, ROWS)));
    }

    private static Stream<NeuralNetworkModel<?>> models() {
        return Stream.of(classes, numbers);
    }

    private static List<Row> byId(Dataset<Row> rows) {
        List<Row> collected = new ArrayList<>(rows.collectAsList());
        collected.sort(Comparator.comparingInt(row -> row.getAs("id")));
        return collected;
    }

    @ParameterizedTest
    @MethodSource("models")
    void modelHasUidParamsAndParent(NeuralNetworkModel<?> model) {
        assertThat(model.hasParent()).isTrue();
        assertThat(model.uid()).isEqualTo(model.parent().uid());
        assertThat(model.getMaxIter()).isEqualTo(3);
        NeuralNetworkModel<?> copy = model.copy(new ParamMap());
        assertThat(copy.uid()).isEqualTo(model.uid());
        assertThat(copy.parent()).isSameAs(model.parent());
        assertThat(copy.hasSummary()).isTrue();
        assertThat(copy.summary().totalIterations()).isEqualTo(3);
    }

    @Test
    void labelsOfEveryNumericType() {
        for (Case each : cases()) {
            Dataset<Row> rows = each.rows()
                    .withColumn(
                            "label",
                            functions.round(functions.col("label")).plus(100).mod(3));
            String wanted = bits(each.estimator().fit(rows));
            for (String type : List.of("byte", "short", "int", "long", "float", "decimal(10,0)")) {
                Dataset<Row> cast =
                        rows.withColumn("label", functions.col("label").cast(type));
                assertThat(bits(each.estimator().fit(cast))).as(type).isEqualTo(wanted);
            }
            Dataset<Row> text = rows.withColumn("label", functions.col("label").cast("string"));
            assertThatThrownBy(() -> each.estimator().fit(text))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot use column label of labelCol: string; it must hold numbers; StringIndexer"
                            + " converts names to numbers");
        }
    }

    @Test
    void partitioningDoesNotChangeTheBits() {
        for (Case each : cases()) {
            String wanted = bits(each.fit());
            assertThat(bits(each.estimator().fit(each.rows().repartition(7)))).isEqualTo(wanted);
            assertThat(bits(each.estimator().fit(each.rows().coalesce(1)))).isEqualTo(wanted);
            assertThat(bits(each.estimator().setSeed(2).fit(each.rows()))).isNotEqualTo(wanted);
        }
    }

    @Test
    void weightEqualsCopies() {
        for (Case each : cases()) {
            Dataset<Row> weighted =
                    each.rows().withColumn("weight", functions.col("id").mod(3).plus(1));
            Dataset<Row> copied = weighted.withColumn("copy", functions.explode(functions.expr("sequence(1, weight)")));
            each.estimator().setBatchSize(1000).setStepSize(0.01);
            NeuralNetworkModel<?> fromCopies = each.estimator().fit(copied);
            NeuralNetworkModel<?> fromWeights =
                    each.estimator().setWeightCol("weight").fit(weighted);
            NeuralNetworkModel<?> fromScaled = each.estimator()
                    .fit(weighted.withColumn("weight", functions.col("weight").multiply(40)));
            float[] wanted = fromCopies.trained().state().parameters();
            for (NeuralNetworkModel<?> model : List.of(fromWeights, fromScaled)) {
                float[] found = model.trained().state().parameters();
                for (int i = 0; i < wanted.length; i++) {
                    assertThat(found[i]).isCloseTo(wanted[i], within(1e-4f));
                }
            }
        }
    }

    @Test
    void rowsWithWeightZeroAreIgnored() {
        for (Case each : cases()) {
            Dataset<Row> unitWeights = each.rows().withColumn("weight", functions.lit(1));
            Dataset<Row> withBadRows = unitWeights.union(
                    each.rows().withColumn("label", functions.lit(0.0)).withColumn("weight", functions.lit(0)));
            each.estimator().setBatchSize(1000).setStepSize(0.01).setWeightCol("weight");
            float[] wanted = each.estimator().fit(unitWeights).trained().state().parameters();
            float[] found = each.estimator().fit(withBadRows).trained().state().parameters();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(found[i]).isCloseTo(wanted[i], within(1e-4f));
            }
        }
    }

    @Test
    void estimatorsAreSavedAndLoaded() throws IOException {
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier()
                .setFeaturesCol("f")
                .setInputCols(new String[] {"a", "b*"})
                .setColumns("[{impute: {columns: [a]}}]")
                .setScaling("{\"divide\": 255}")
                .setLabelCol("l")
                .setLabelCols(new String[] {"l1", "l2"})
                .setLoss("{\"crossEntropy\": {\"labelSmoothing\": 0.1}}")
                .setPredictionCol("p")
                .setRawPredictionCol("r")
                .setProbabilityCol("q")
                .setThresholds(new double[] {0.5, 0.25})
                .setHandleInvalid("skip")
                .setWeightCol("w")
                .setValidationIndicatorCol("v")
                .setLayers(new int[] {7, 3})
                .setNetwork("{\"layers\": [{\"linear\": 2}]}")
                .setMaxIter(17)
                .setBatchSize(33)
                .setStepSize(0.125)
                .setSolver("{\"sgd\": {\"momentum\": 0.9}}")
                .setSchedule("{\"cosineAnnealing\": {\"tMax\": 9}}")
                .setRegParam(0.25)
                .setElasticNetParam(0.75)
                .setTol(0.5)
                .setPatience(4)
                .setSeed(-5)
                .setCheckpointInterval(5)
                .setCheckpointDir("d")
                .setAggregationDepth(3);
        NeuralNetworkRegressor regressor = new NeuralNetworkRegressor().setLoss("{\"huber\": {\"delta\": 2}}");
        assertSameParams(saved(classifier, "classifier"), NeuralNetworkClassifier.load(path("classifier")));
        assertSameParams(saved(regressor, "regressor"), NeuralNetworkRegressor.load(path("regressor")));
        for (Param<?> param : classifier.params()) {
            assertThat(classifier.isSet(param)).as(param.name()).isTrue();
        }
    }

    @Test
    void loadedModelPredictsTheSame() throws IOException {
        assertLoaded(classes, Tables.rings(spark, 50), NeuralNetworkClassificationModel.read()::load);
        assertLoaded(numbers, Tables.heights(spark, 50), NeuralNetworkRegressionModel.read()::load);
    }

    private void assertLoaded(
            NeuralNetworkModel<?> model, Dataset<Row> rows, Function<String, NeuralNetworkModel<?>> reader)
            throws IOException {
        saved(model, model.uid());
        assertThatThrownBy(() -> model.save(path(model.uid()))).isInstanceOf(IOException.class);
        model.write().overwrite().save(path(model.uid()));
        NeuralNetworkModel<?> read = reader.apply(path(model.uid()));
        assertSameParams(model, read);
        assertThat(byId(read.transform(rows))).isEqualTo(byId(model.transform(rows)));
        assertThat(read.hasSummary()).isFalse();
        assertThatThrownBy(read::summary).isInstanceOf(ConfigurationException.class);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private <T extends MLWritable> T saved(T stage, String name) throws IOException {
        stage.save(path(name));
        return stage;
    }

    private static void assertSameParams(NeuralNetworkParams written, NeuralNetworkParams read) {
        assertThat(read.uid()).isEqualTo(written.uid());
        for (Param<?> param : written.params()) {
            assertThat(read.isSet(read.getParam(param.name()))).isEqualTo(written.isSet(param));
            assertThat(read.isDefined(read.getParam(param.name()))).isEqualTo(written.isDefined(param));
            if (written.isDefined(param)) {
                assertThat(read.getOrDefault(read.getParam(param.name())))
                        .as(param.name())
                        .isEqualTo(written.getOrDefault(param));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void streamIsPredictedLikeABatch(NeuralNetworkModel<?> model) throws Exception {
        Dataset<Row> rows = Tables.rings(spark, 600).drop("label");
        rows.write().parquet(path("rows"));
        List<Row> wanted = byId(model.transform(rows));
        List<Row> streamed = byId(streamed(model, rows.schema(), "rows"));
        assertThat(streamed).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertClose(streamed.get(i), wanted.get(i));
        }
    }

    /** A stream may group the rows into blocks of another size, which changes the rounding of matrix products. */
    private static void assertClose(Row found, Row wanted) {
        for (String column : wanted.schema().fieldNames()) {
            Object value = wanted.getAs(column);
            if (value instanceof Vector vector) {
                assertThat(found.<Vector>getAs(column).toArray()).containsExactly(vector.toArray(), within(1e-6));
            } else if (value instanceof Double number) {
                assertThat(found.<Double>getAs(column)).isCloseTo(number, within(1e-6));
            } else {
                assertThat(found.<Object>getAs(column)).isEqualTo(value);
            }
        }
    }

    private Dataset<Row> streamed(NeuralNetworkModel<?> model, StructType schema, String name) throws Exception {
        return Models.streamed(spark, model, schema, path(name), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "null", "nan"})
    void badRowIsTheSameErrorInBatchAndStream(String kind) {
        Vector bad =
                kind.equals("size") ? Vectors.dense(1, 2, 3) : kind.equals("nan") ? Vectors.dense(1, Double.NaN) : null;
        String why = kind.equals("size")
                ? "3 values (must be 2)"
                : kind.equals("nan") ? "NaN (must be finite in 32-bit floating point)" : "null (the value is missing)";
        StructType schema =
                new StructType().add("id", DataTypes.IntegerType).add("features", SQLDataTypes.VectorType());
        Dataset<Row> rows = spark.createDataFrame(
                        List.of(RowFactory.create(1, Vectors.dense(0, 1)), RowFactory.create(2, bad)), schema)
                .coalesce(1);
        rows.write().parquet(path(kind));
        models().forEach(model -> {
            String batch = messageOf(() -> model.transform(rows).collectAsList());
            String stream = messageOf(() -> {
                try {
                    streamed(model, schema, kind);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(batch)
                    .contains("Cannot read column features of row 2 of partition 0")
                    .contains(why);
            assertThat(stream).isEqualTo(batch);
        });
    }

    @Test
    void badRowsAreSkippedOnRequest() {
        Dataset<Row> rows = Tables.rings(spark, ROWS);
        Dataset<Row> withBadRows =
                rows.union(spark.createDataFrame(List.of(RowFactory.create(1000, null, 1.0)), Tables.SCHEMA));
        NeuralNetworkClassificationModel model =
                classifier().setHandleInvalid("skip").fit(withBadRows);
        assertThat(bits(model)).isEqualTo(bits(classes));
        assertThat(model.transform(withBadRows).count()).isEqualTo(ROWS);
        assertThat(classes.copy(new ParamMap())
                        .setHandleInvalid("skip")
                        .transform(withBadRows)
                        .count())
                .isEqualTo(ROWS);
        assertThatThrownBy(() -> classifier().fit(withBadRows)).hasMessageContaining("handleInvalid to skip");
        assertThatThrownBy(() -> classifier().setHandleInvalid("keep")).hasMessageContaining("handleInvalid");
    }

    private static String messageOf(Runnable query) {
        try {
            SparkErrors.unwrap("the data", () -> {
                query.run();
                return null;
            });
        } catch (DataException e) {
            return e.getMessage();
        }
        throw new AssertionError("no error");
    }

    @Test
    void vectorsOfWrongSizeAreRefused() {
        assertThatThrownBy(() -> classes.predict(Vectors.dense(1, 2, 3)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot predict from a vector: 3 values; the model takes 2");
        assertThatThrownBy(() -> numbers.predict(null))
                .hasMessage("Cannot predict from a vector: null; the model takes 2");
        assertThatThrownBy(() -> numbers.predict(Vectors.dense(1, Double.NaN))).hasMessageContaining("NaN at 1");
    }

    @ParameterizedTest
    @MethodSource("models")
    void invalidColumnsAreNamed(NeuralNetworkModel<?> model) {
        Dataset<Row> rows = Tables.rings(spark, 10);
        Dataset<Row> bare = rows.drop("features");
        Dataset<Row> stream = spark.readStream().schema(bare.schema()).parquet(folder.toString());
        for (Dataset<Row> each : List.of(bare, stream)) {
            assertThatThrownBy(() -> model.transform(each))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot find column features of featuresCol in the data; it has id, label");
        }
        assertThatThrownBy(() -> model.transform(rows.withColumnRenamed("id", "prediction")))
                .hasMessageContaining("Cannot add column prediction to the data");
        assertThatThrownBy(() -> model.copy(new ParamMap()).setFeaturesCol("id").transform(rows))
                .hasMessage("Cannot use column id of featuresCol: int; it must hold vectors or arrays of numbers");
        assertThatThrownBy(() -> model.parent().fit(rows.drop("label")))
                .hasMessage("Cannot find column label of labelCol in the data; it has id, features");
        assertThat(model.transformSchema(rows.schema()).fieldNames())
                .isEqualTo(model.transform(rows).schema().fieldNames());
        assertThat(model.parent().transformSchema(rows.schema())).isEqualTo(model.transformSchema(rows.schema()));
    }

    @Test
    void badTrainingRowsAreNamed() {
        Dataset<Row> rows = Tables.rings(spark, 10);
        Dataset<Row> negative = rows.withColumn("label", functions.expr("if(id = 3, -1, label)"));
        assertThatThrownBy(() -> classifier().fit(negative))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Invalid label: -1");
        Dataset<Row> half = rows.withColumn("label", functions.expr("if(id = 3, 0.5, label)"));
        assertThatThrownBy(() -> classifier().fit(half)).hasMessageContaining("Invalid label: 0.5");
        Dataset<Row> missing = rows.withColumn("label", functions.expr("if(id = 3, null, label)"));
        assertThatThrownBy(() -> regressor().fit(missing))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot read column label of row");
        assertThatThrownBy(() -> classifier().fit(rows.limit(0))).isInstanceOf(DataException.class);
        Dataset<Row> unclear = rows.withColumn("held", functions.expr("if(id = 3, null, true)"));
        assertThatThrownBy(() -> regressor().setValidationIndicatorCol("held").fit(unclear))
                .hasMessageContaining("Cannot read column held of validationIndicatorCol: null");
        assertThatThrownBy(
                        () -> classifier().setNetwork("{layers: [linear: 4]}").fit(rows))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid network: 4 outputs");
    }

    @Test
    void trainingOnAStreamIsRefused() {
        Dataset<Row> rows = Tables.rings(spark, 10);
        rows.write().parquet(path("stream"));
        Dataset<Row> stream = spark.readStream().schema(rows.schema()).parquet(path("stream"));
        assertThatThrownBy(() -> classifier().fit(stream))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot train on a stream");
    }

    @Test
    void predictsOneVectorLikeATable() {
        for (Row row : classes.transform(Tables.rings(spark, 50)).collectAsList()) {
            Vector x = row.getAs("features");
            assertThat(classes.predict(x)).isEqualTo(row.<Double>getAs("prediction"));
            assertThat(classes.predictRaw(x).toArray())
                    .containsExactly(row.<Vector>getAs("rawPrediction").toArray(), within(1e-6));
            double[] probability = row.<Vector>getAs("probability").toArray();
            assertThat(classes.predictProbability(x).toArray()).containsExactly(probability, within(1e-6));
            assertThat(Arrays.stream(probability).sum()).isCloseTo(1, within(1e-6));
        }
        for (Row row : numbers.transform(Tables.heights(spark, 50)).collectAsList()) {
            assertThat(numbers.predict(row.getAs("features"))).isCloseTo(row.getAs("prediction"), within(1e-5));
        }
    }

    @Test
    void thresholdsDivideTheProbabilities() {
        Dataset<Row> rows = Tables.rings(spark, 50);
        NeuralNetworkClassificationModel model = classes.copy(new ParamMap());
        model.setThresholds(new double[] {1, 0, 1});
        model.transform(rows)
                .collectAsList()
                .forEach(row -> assertThat(row.<Double>getAs("prediction")).isEqualTo(1));
        assertThat(model.predict(Vectors.dense(0, 0))).isEqualTo(1);
        model.setThresholds(new double[] {1, 1});
        assertThatThrownBy(() -> model.transform(rows))
                .hasMessage("Invalid thresholds: 2 (must have one value per class: 3)");
        assertThatThrownBy(() -> classifier().setThresholds(new double[] {1, 1}).fit(rows))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void columnsWithEmptyNamesAreOmitted() {
        NeuralNetworkClassificationModel model = classes.copy(new ParamMap());
        model.setRawPredictionCol("").setProbabilityCol("");
        assertThat(model.transform(Tables.rings(spark, 5)).columns())
                .containsExactly("id", "features", "label", "prediction");
    }

    @Test
    void trainsFromAModel() throws IOException {
        Dataset<Row> rows = Tables.rings(spark, ROWS);
        NeuralNetworkClassifier withoutLearning =
                classifier().setInitialModel(classes).setMaxIter(1).setStepSize(0);
        assertThat(bits(withoutLearning.fit(rows))).isEqualTo(bits(classes));
        withoutLearning.save(path("warm"));
        assertThat(bits(NeuralNetworkClassifier.load(path("warm")).fit(rows))).isEqualTo(bits(classes));
        assertThat(bits(withoutLearning.copy(new ParamMap()).fit(rows))).isEqualTo(bits(classes));
        assertThatThrownBy(() -> withoutLearning.setLayers(new int[] {6}).fit(rows))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot start from the initial model");
    }

    @Test
    void trainsFromAParameterFile() throws IOException {
        Dataset<Row> rows = Tables.rings(spark, ROWS);
        saved(classes, "given");
        String file = path("given/model/model.safetensors");
        NeuralNetworkClassifier withoutLearning = classifier()
                .setNetwork("{initialParameters: '%s', layers: [{linear: 5}, relu, {linear: 3}]}".formatted(file))
                .setMaxIter(1)
                .setStepSize(0);
        assertThat(bits(withoutLearning.fit(rows))).isEqualTo(bits(classes));
        assertThatThrownBy(() -> withoutLearning
                        .copy(new ParamMap())
                        .setInitialModel(classes)
                        .fit(rows))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot start from two models: " + file + "; remove initialParameters or the initial model");
        assertThatThrownBy(() -> withoutLearning
                        .setNetwork("{initialParameters: '%s', layers: [{linear: 3}]}".formatted(file))
                        .fit(rows))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it does not fit the network; unexpected: 2.weight, 2.bias");
    }

    /** A line through 8 at 1 and 2 at -1. A penalty of known strength decreases its slope of 3. */
    @ParameterizedTest
    @CsvSource({"0, 0, 3", "1, 0, 2", "2, 1, 2", "8, 1, 0", "2, 0.5, 1.6666666"})
    void penaltyEqualsMllib(double regParam, double elasticNetParam, double slope) {
        List<Row> points =
                List.of(RowFactory.create(1, Vectors.dense(1), 8.0), RowFactory.create(2, Vectors.dense(-1), 2.0));
        NeuralNetworkRegressionModel model = new NeuralNetworkRegressor()
                .setLayers(new int[0])
                .setSolver("sgd")
                .setStepSize(0.5)
                .setSchedule("{exponential: {gamma: 0.9}}")
                .setRegParam(regParam)
                .setElasticNetParam(elasticNetParam)
                .setMaxIter(70)
                .setPatience(0)
                .fit(spark.createDataFrame(points, Tables.SCHEMA));
        float[] found = model.trained().state().parameters();
        assertThat(found).containsExactly(new float[] {(float) slope, 5}, within(0.02f));
        double[] objective = model.summary().objectiveHistory();
        double squares = (1 - elasticNetParam) / 2 * slope * slope;
        assertThat(objective[objective.length - 1])
                .isCloseTo((slope - 3) * (slope - 3) + regParam * (elasticNetParam * slope + squares), within(0.1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void onnxFileEqualsTheTrainedModel(NeuralNetworkModel<?> model) {
        model.exportOnnx(path("model.onnx"));
        assertThat(folder.resolve("model.onnx"))
                .hasBinaryContent(model.trained().onnx(Preprocessing.INCLUDED));
    }

    @Test
    void validationRowsAreNotTrainedOn() {
        Dataset<Row> rows = Tables.heights(spark, ROWS).withColumn("held", functions.expr("id % 4 = 0"));
        NeuralNetworkRegressor validated = regressor().setValidationIndicatorCol("held");
        NeuralNetworkRegressionModel model = validated.fit(rows);
        assertThat(model.summary().validationHistory()).hasSize(3);
        assertThat(bits(model)).isEqualTo(bits(regressor().fit(rows.filter("id % 4 != 0"))));
        NeuralNetworkRegressionModel stopped =
                validated.setTol(1e9).setPatience(2).setMaxIter(50).fit(rows);
        assertThat(stopped.summary().totalIterations()).isEqualTo(3);
        assertThat(stopped.summary().bestEpoch()).isEqualTo(1);
        assertThat(stopped.summary().stoppedEarly()).isTrue();
    }

    @Test
    void trainingStopsWhenTheLossStopsDecreasing() {
        NeuralNetworkRegressor eager = regressor().setTol(1e9).setPatience(2).setMaxIter(50);
        TrainingSummary summary = eager.fit(Tables.heights(spark, ROWS)).summary();
        assertThat(summary.totalIterations()).isEqualTo(3);
        assertThat(summary.stoppedEarly()).isTrue();
        assertThat(eager.setPatience(0)
                        .setMaxIter(5)
                        .fit(Tables.heights(spark, ROWS))
                        .summary()
                        .totalIterations())
                .isEqualTo(5);
    }

    @Test
    void wholeNetworkAsParam() {
        NeuralNetworkClassificationModel model = classifier()
                .setNetwork("{\"layers\": [{\"linear\": 4}, \"batchNorm1d\", \"tanh\", {\"linear\": 3}]}")
                .fit(Tables.rings(spark, ROWS));
        assertThat(model.trained().network().layers()).hasSize(4);
    }

    @Test
    void columnNamesWithDots() {
        Dataset<Row> rows = Tables.rings(spark, ROWS)
                .withColumnRenamed("features", "my.features")
                .withColumnRenamed("label", "my.label");
        NeuralNetworkClassificationModel model = classifier()
                .setFeaturesCol("my.features")
                .setLabelCol("my.label")
                .fit(rows);
        assertThat(bits(model)).isEqualTo(bits(classes));
        assertThat(model.transform(rows).count()).isEqualTo(ROWS);
    }
}

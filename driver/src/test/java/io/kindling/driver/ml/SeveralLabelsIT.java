package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.Fail;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MultilabelClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regressions with several targets, and classifiers with several binary labels per row. */
final class SeveralLabelsIT {
    private static final int ROWS = 96;
    private static final DataType NUMBERS = DataTypes.createArrayType(DataTypes.DoubleType, false);

    private static SparkSession spark;

    @TempDir
    private Path folder;

    /** Representation of several labels in a table. */
    private enum Form {
        ARRAY("y"),
        VECTOR("y_vector"),
        COLUMNS("y0,y1,y2"),
        MIXED("y_first_two,y2");

        private final String names;

        Form(String names) {
            this.names = names;
        }

        private String[] columns() {
            return names.split(",", -1);
        }

        private <E extends NeuralNetworkEstimator<E, ?>> E named(E estimator) {
            return columns().length == 1 ? estimator.setLabelCol(names) : estimator.setLabelCols(columns());
        }
    }

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

    /** Points with three heights, or with three labels that are 1 where the height is positive. */
    private static Dataset<Row> table(boolean answers) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double a = (i % 12 - 6) / 4.0;
            double b = (i / 12 - 4) / 3.0;
            double[] heights = {a + b, a - 2 * b + 0.5, a * b - 0.2};
            double[] y = Arrays.stream(heights)
                    .map(height -> answers ? (height > 0 ? 1 : 0) : height)
                    .toArray();
            rows.add(RowFactory.create(
                    i, Vectors.dense(a, b), a, b, y, Vectors.dense(y), y[0], y[1], y[2], new double[] {y[0], y[1]}));
        }
        StructType schema = new StructType()
                .add("id", DataTypes.IntegerType)
                .add("features", SQLDataTypes.VectorType())
                .add("a", DataTypes.DoubleType)
                .add("b", DataTypes.DoubleType)
                .add("y", NUMBERS)
                .add("y_vector", SQLDataTypes.VectorType())
                .add("y0", DataTypes.DoubleType)
                .add("y1", DataTypes.DoubleType)
                .add("y2", DataTypes.DoubleType)
                .add("y_first_two", NUMBERS);
        return spark.createDataFrame(rows, schema).repartition(3);
    }

    private static Dataset<Row> heights() {
        return table(false);
    }

    private static Dataset<Row> answers() {
        return table(true);
    }

    private static NeuralNetworkRegressor regressor() {
        return new NeuralNetworkRegressor()
                .setLayers(new int[] {6})
                .setMaxIter(3)
                .setBatchSize(16)
                .setStepSize(0.05)
                .setPatience(0)
                .setSeed(5);
    }

    private static NeuralNetworkClassifier classifier() {
        return new NeuralNetworkClassifier()
                .setLayers(new int[] {6})
                .setMaxIter(3)
                .setBatchSize(16)
                .setStepSize(0.05)
                .setPatience(0)
                .setSeed(5);
    }

    private static List<Row> byId(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Trains the same rows with the same settings from a configuration file. */
    private TrainedModel trainedByConfiguration(Dataset<Row> rows, String name, String labels, String loss) {
        rows.select("a", "b", "y", "y0", "y1", "y2", "y_first_two").write().parquet(path(name));
        ExperimentConfig config = RecordReader.read(
                ConfigText.parse("""
                data: {source: {parquet: '%s'}, label: %s, features: [a, b]}
                network: {layers: [{linear: 6}, relu, {linear: 3}]}
                loss: %s
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 3, batchSize: 16, seed: 5}
                """.formatted(path(name), labels, loss), "it"), ExperimentConfig.class, "it");
        Folder run = Folder.of(path("run of " + name), new Configuration());
        new Experiment(spark, config)
                .train(
                        run,
                        System.nanoTime(),
                        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        return SavedRun.read(run).model();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void bitsAndPredictionsEqualTheCommandLine(Form form) {
        String labels = form == Form.VECTOR ? "[y]" : "[" + form.names + "]";
        TrainedModel ofNumbers = trainedByConfiguration(heights(), "numbers", labels, "mse");
        NeuralNetworkRegressionModel numbers = form.named(regressor()).fit(heights());
        assertThat(Models.bits(numbers)).isEqualTo(ofNumbers.state().digest());
        assertThat(numbers.numTargets()).isEqualTo(3);
        TrainedModel ofLabels = trainedByConfiguration(answers(), "labels", labels, "bceWithLogits");
        NeuralNetworkClassificationModel answered = form.named(classifier()).fit(answers());
        assertThat(Models.bits(answered)).isEqualTo(ofLabels.state().digest());
        assertThat(answered.numLabels()).isEqualTo(3);
        assertThat(answered.numClasses()).isEqualTo(2);
        try (Predictor predictor = new Predictor(spark, ofNumbers, new Fail());
                Predictor labelPredictor = new Predictor(spark, ofLabels, new Fail())) {
            assertThat(byId(numbers.transform(heights()).select("id", "prediction")))
                    .isEqualTo(byId(predictor.transform(heights()).select("id", "prediction")));
            List<Row> wanted = byId(labelPredictor.transform(answers()));
            List<Row> found = byId(answered.transform(answers()));
            for (int i = 0; i < ROWS; i++) {
                assertThat(found.get(i).getList(found.get(i).fieldIndex("prediction")))
                        .isEqualTo(wanted.get(i).getList(wanted.get(i).fieldIndex("prediction")));
                double[] probability = wanted
                        .get(i)
                        .<Double>getList(wanted.get(i).fieldIndex("probability"))
                        .stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                assertThat(found.get(i).<Vector>getAs("probability").toArray()).isEqualTo(probability);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void transformSchemaBeforeFit(Form form) {
        NeuralNetworkRegressor regressor = form.named(regressor());
        StructType schema = regressor.transformSchema(heights().schema());
        assertThat(schema.apply("prediction").dataType()).isEqualTo(NUMBERS);
        NeuralNetworkRegressionModel model = regressor.fit(heights());
        assertThat(model.transformSchema(heights().schema())).isEqualTo(schema);
        assertThat(model.transform(heights()).schema()).isEqualTo(schema);
        NeuralNetworkClassifier classifier = form.named(classifier());
        StructType labels = classifier.transformSchema(answers().schema());
        assertThat(labels.apply("prediction").dataType()).isEqualTo(NUMBERS);
        assertThat(classifier.fit(answers()).transform(answers()).schema()).isEqualTo(labels);
    }

    @Test
    void rowsStreamsAndLoadedModelsPredictTheSame() throws Exception {
        Dataset<Row> rows = answers().select("id", "features");
        rows.write().parquet(path("rows"));
        NeuralNetworkRegressionModel numbers = regressor().setLabelCol("y").fit(heights());
        NeuralNetworkClassificationModel labels =
                classifier().setLabelCols(new String[] {"y0", "y1", "y2"}).fit(answers());
        assertThatThrownBy(() -> numbers.predict(Vectors.dense(0, 0)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot predict one number: the model has 3 targets; call predictAll");
        assertThatThrownBy(() -> labels.predict(Vectors.dense(0, 0)))
                .hasMessage("Cannot predict one class: the model has 3 labels; call predictAll");
        for (NeuralNetworkModel<?> model : List.of(numbers, labels)) {
            List<Row> wanted = byId(model.transform(rows));
            for (Row row : wanted) {
                Vector x = row.getAs("features");
                double[] one = model == numbers ? numbers.predictAll(x) : labels.predictAll(x);
                List<Double> prediction = row.getList(row.fieldIndex("prediction"));
                for (int t = 0; t < 3; t++) {
                    assertThat(one[t]).isCloseTo(prediction.get(t), within(1e-5));
                }
            }
            model.save(path(model.uid()));
            NeuralNetworkModel<?> read = model == numbers
                    ? NeuralNetworkRegressionModel.load(path(model.uid()))
                    : NeuralNetworkClassificationModel.load(path(model.uid()));
            assertThat(byId(read.transform(rows))).isEqualTo(wanted);
            List<Row> streamed = byId(Models.streamed(
                    spark, read, rows.schema(), path("rows"), "several_" + (model == numbers ? "numbers" : "labels")));
            assertThat(streamed).hasSize(ROWS);
            for (int i = 0; i < ROWS; i++) {
                int prediction = wanted.get(i).fieldIndex("prediction");
                List<Double> one = streamed.get(i).getList(prediction);
                assertThat(one).hasSize(3);
                for (int t = 0; t < 3; t++) {
                    assertThat(one.get(t))
                            .isCloseTo(wanted.get(i).<Double>getList(prediction).get(t), within(1e-5));
                }
            }
        }
    }

    /** Each label has its own threshold. */
    @Test
    void thresholdPerLabel() {
        NeuralNetworkClassificationModel model = classifier().setLabelCol("y").fit(answers());
        NeuralNetworkClassificationModel strict = model.copy(new ParamMap()).setThresholds(new double[] {0, 0.5, 1});
        for (Row row : strict.transform(answers()).collectAsList()) {
            double[] probability = row.<Vector>getAs("probability").toArray();
            double[] raw = row.<Vector>getAs("rawPrediction").toArray();
            assertThat(row.<Double>getList(row.fieldIndex("prediction")))
                    .containsExactly(1.0, probability[1] >= 0.5 ? 1.0 : 0.0, probability[2] >= 1 ? 1.0 : 0.0);
            assertThat(1 / (1 + Math.exp(-raw[0]))).isCloseTo(probability[0], within(1e-6));
        }
        assertThatThrownBy(() -> model.copy(new ParamMap())
                        .setThresholds(new double[] {0.5, 0.5})
                        .transform(answers()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid thresholds: 2 (must have one value per label: 3)");
        assertThatThrownBy(() -> classifier()
                        .setLabelCol("y")
                        .setThresholds(new double[] {0.5, 2, 0.5})
                        .fit(answers()))
                .hasMessage("Invalid thresholds: [0.5, 2.0, 0.5] (must be from 0 to 1: a label is predicted if its"
                        + " probability is at least its threshold)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"regressor", "classifier"})
    void invalidLabelsAreNamed(String which) {
        NeuralNetworkEstimator<?, ?> estimator = which.equals("regressor") ? regressor() : classifier();
        Dataset<Row> rows = answers();
        assertThatThrownBy(() -> estimator
                        .copy(new ParamMap())
                        .setLabelCol("y")
                        .setLabelCols(new String[] {"y0", "y1"})
                        .transformSchema(rows.schema()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid labelCols: [y0, y1] (labelCol is also set, to y; set one of the two)");
        assertThatThrownBy(() -> estimator
                        .copy(new ParamMap())
                        .setLabelCols(new String[] {"y0", "Y0"})
                        .fit(rows))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid labelCols: [y0, Y0] (names column Y0 twice)");
        assertThatThrownBy(() -> estimator
                        .copy(new ParamMap())
                        .setLabelCols(new String[] {"y0", "other"})
                        .fit(rows))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot find column other of labelCols in the data; it has");
        assertThatThrownBy(() -> estimator
                        .copy(new ParamMap())
                        .setLabelCols(new String[] {"y0", "t"})
                        .fit(rows.withColumn("t", functions.lit("yes"))))
                .hasMessage("Cannot use column t of labelCols: string; it must hold numbers; StringIndexer converts"
                        + " names to numbers");
        assertThatThrownBy(() -> estimator
                        .copy(new ParamMap())
                        .setLabelCol("one")
                        .fit(rows.withColumn("one", functions.array("y0"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot train on labelCol one: it holds arrays or vectors, but the network has one output;"
                        + " give the network one output per label, or name a column of numbers");
        assertThatThrownBy(() -> estimator
                        .copy(new ParamMap())
                        .setLabelCols(new String[] {"y0", "y1"})
                        .setNetwork("{layers: [{linear: 3}]}")
                        .fit(rows))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid network: 3 outputs (must be 2");
    }

    @Test
    void badLabelsAreBadRows() {
        Dataset<Row> rows = answers().coalesce(1);
        Dataset<Row> missing = rows.withColumn("y", functions.expr("if(id = 3, array(1D, null, 0D), y)"));
        Dataset<Row> none = rows.withColumn("y", functions.expr("if(id = 3, null, y)"));
        Dataset<Row> longer = rows.withColumn("y", functions.expr("if(id = 3, array(1D, 0D, 0D, 1D), y)"));
        Dataset<Row> two = rows.withColumn("y", functions.expr("if(id = 3, array(1D, 2D, 0D), y)"));
        NeuralNetworkClassifier classifier = classifier().setLabelCol("y");
        assertBad(classifier, missing, BadRowReason.MISSING, "Cannot read column y[1] of row", "the value is missing");
        assertBad(classifier, none, BadRowReason.MISSING, "Cannot read column y of row", "the value is missing");
        assertBad(classifier, longer, BadRowReason.WRONG_LENGTH, "Cannot read column y of row", "4 values (must be 3)");
        assertBad(
                classifier,
                two,
                BadRowReason.INVALID_LABEL,
                "Invalid label: 2 (must be a probability from 0 to 1) in column y[1] of row",
                "");
        // A probability is a valid label, as on the command line.
        Dataset<Row> soft = rows.withColumn("y", functions.expr("if(id = 3, array(1D, 0.5D, 0D), y)"));
        assertThat(classifier.fit(soft).summary().droppedRows()).isEmpty();
    }

    private static void assertBad(
            NeuralNetworkClassifier classifier, Dataset<Row> rows, BadRowReason reason, String start, String why) {
        assertThatThrownBy(() -> classifier.fit(rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(start)
                .hasMessageContaining(why);
        assertThat(classifier
                        .copy(new ParamMap())
                        .setHandleInvalid("skip")
                        .fit(rows)
                        .summary()
                        .droppedRows())
                .isEqualTo(Map.of(reason, 1L));
    }

    /** The number of labels comes from the network, from the initial model, or from most of the training rows. */
    @Test
    void networkDefinesTheNumberOfLabels() {
        Dataset<Row> ragged = heights().withColumn("y", functions.expr("if(id % 3 = 0, y, slice(y, 1, 2))"));
        NeuralNetworkRegressor regressor = regressor().setLabelCol("y").setHandleInvalid("skip");
        assertThat(regressor.fit(ragged).numTargets()).isEqualTo(2);
        NeuralNetworkRegressionModel three = regressor
                .copy(new ParamMap())
                .setNetwork("{layers: [{linear: 6}, relu, {linear: 3}]}")
                .fit(ragged);
        assertThat(three.numTargets()).isEqualTo(3);
        assertThat(three.summary().droppedRows()).isEqualTo(Map.of(BadRowReason.WRONG_LENGTH, 64L));
        NeuralNetworkRegressionModel warm = regressor
                .copy(new ParamMap())
                .setInitialModel(three)
                .setStepSize(0)
                .fit(ragged);
        assertThat(Models.bits(warm)).isEqualTo(Models.bits(three));
    }

    @Test
    void lossEqualsTheCommandLine() {
        String posWeight = "{bceWithLogits: {posWeight: [2, 3, 4]}}";
        NeuralNetworkClassificationModel weighted =
                classifier().setLabelCol("y").setLoss(posWeight).fit(answers());
        assertThat(Models.bits(weighted))
                .isEqualTo(trainedByConfiguration(answers(), "weighted", "[y]", posWeight)
                        .state()
                        .digest())
                .isNotEqualTo(Models.bits(classifier().setLabelCol("y").fit(answers())));
        assertThatThrownBy(() -> classifier()
                        .setLabelCol("y")
                        .setLoss("{bceWithLogits: {posWeight: [2, 3]}}")
                        .fit(answers()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid bceWithLogits.posWeight: 2 weights");
        assertThatThrownBy(() -> classifier()
                        .setLabelCol("y")
                        .setLoss("crossEntropy")
                        .transformSchema(answers().schema()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Invalid loss: crossEntropy (takes one class index per row; labelCol y holds several numbers:"
                                + " use bceWithLogits, or crossEntropy with targetType probabilities)");
        String distribution = "{crossEntropy: {targetType: probabilities}}";
        Dataset<Row> shares = answers().withColumn("y", functions.expr("array(0.2D, 0.5D, 0.3D)"));
        NeuralNetworkClassificationModel classes =
                classifier().setLabelCol("y").setLoss(distribution).fit(shares);
        assertThat(classes.numClasses()).isEqualTo(3);
        assertThat(classes.transform(shares).schema().apply("prediction").dataType())
                .isEqualTo(DataTypes.DoubleType);
        assertThatThrownBy(() ->
                        classifier().setLabelCol("y0").setLoss(distribution).fit(shares))
                .hasMessageEndingWith(
                        "(takes one probability per class; labelCol y0 holds one number: use an array or a"
                                + " vector, or name several columns)");
        assertThatThrownBy(() -> classifier().setLoss("mse")).hasMessageContaining("loss given invalid value");
        assertThatThrownBy(() -> classifier().setLoss("multiMargin")).hasMessageContaining("loss given invalid value");
    }

    /**
     * A single binary label with one output, as in {@code kindling predict}, in the form that Spark's evaluators read.
     */
    @Test
    void oneBinaryLabelHasTwoClasses() {
        NeuralNetworkClassifier classifier =
                classifier().setLabelCol("y0").setLoss("bceWithLogits").setMaxIter(20);
        NeuralNetworkClassificationModel model = classifier.fit(answers());
        assertThat(model.trained().network().layers()).hasSize(3);
        assertThat(model.numClasses()).isEqualTo(2);
        assertThat(model.numLabels()).isEqualTo(1);
        Dataset<Row> predicted = model.transform(answers());
        assertThat(predicted.schema())
                .isEqualTo(classifier.transformSchema(answers().schema()));
        for (Row row : predicted.collectAsList()) {
            double[] probability = row.<Vector>getAs("probability").toArray();
            assertThat(probability[0] + probability[1]).isCloseTo(1, within(1e-9));
            assertThat(row.<Double>getAs("prediction")).isEqualTo(probability[1] >= 0.5 ? 1 : 0);
            assertThat(model.predict(row.getAs("features"))).isEqualTo(row.<Double>getAs("prediction"));
        }
        assertThat(new BinaryClassificationEvaluator().setLabelCol("y0").evaluate(predicted))
                .isGreaterThan(0.9);
        model.setThresholds(new double[] {0.0, 1});
        assertThat(model.predict(Vectors.dense(1, 1))).isEqualTo(0);
        model.setThresholds(new double[] {1, 1, 1});
        assertThatThrownBy(() -> model.transform(answers()))
                .hasMessage("Invalid thresholds: 3 (must have one value per class: 2)");
    }

    @Test
    void sparkEvaluatesOneTarget() throws Exception {
        NeuralNetworkRegressor regressor = regressor().setLabelCols(new String[] {"y0", "y1", "y2"});
        SQLTransformer first = new SQLTransformer().setStatement("SELECT *, prediction[0] AS first FROM __THIS__");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {regressor, first});
        CrossValidatorModel tuned = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new RegressionEvaluator().setLabelCol("y0").setPredictionCol("first"))
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(regressor.maxIter(), new int[] {1, 30})
                        .build())
                .setNumFolds(2)
                .fit(heights());
        PipelineModel best = (PipelineModel) tuned.bestModel();
        NeuralNetworkRegressionModel model = (NeuralNetworkRegressionModel) best.stages()[0];
        assertThat(model.getMaxIter()).isEqualTo(30);
        best.save(path("pipeline"));
        assertThat(byId(PipelineModel.load(path("pipeline")).transform(heights())))
                .isEqualTo(byId(best.transform(heights())));
    }

    @Test
    void sparkEvaluatesSeveralLabels() {
        NeuralNetworkClassificationModel model =
                classifier().setMaxIter(40).setLabelCol("y").fit(answers());
        String numbers = "filter(transform(prediction, (p, i) -> if(p = 1, double(i), -1D)), i -> i >= 0)";
        Dataset<Row> sets = model.transform(answers())
                .withColumn("found", functions.expr(numbers))
                .withColumn("wanted", functions.expr(numbers.replace("prediction", "y")));
        double f1 = new MultilabelClassificationEvaluator()
                .setLabelCol("wanted")
                .setPredictionCol("found")
                .setMetricName("microF1Measure")
                .evaluate(sets);
        assertThat(f1).isGreaterThan(0.8);
        assertThat(((ArrayType) sets.schema().apply("found").dataType()).elementType())
                .isEqualTo(DataTypes.DoubleType);
    }

    @Test
    void weightsValidationCheckpointsAndOnnx() throws Exception {
        Dataset<Row> rows = answers()
                .withColumn("w", functions.expr("1 + id % 3"))
                .withColumn("held", functions.expr("id % 4 = 0"));
        NeuralNetworkClassifier classifier = classifier()
                .setLabelCols(new String[] {"y0", "y1", "y2"})
                .setWeightCol("w")
                .setValidationIndicatorCol("held");
        NeuralNetworkClassificationModel model = classifier.fit(rows);
        assertThat(model.summary().validationHistory()).hasSize(3);
        NeuralNetworkClassifier saved = classifier.copy(new ParamMap());
        saved.save(path("estimator"));
        NeuralNetworkClassifier read = NeuralNetworkClassifier.load(path("estimator"));
        assertThat(read.getLabelCols()).containsExactly("y0", "y1", "y2");
        assertThat(Models.bits(read.setCheckpointInterval(1)
                        .setCheckpointDir(path("checkpoints"))
                        .fit(rows)))
                .isEqualTo(Models.bits(model));
        model.exportOnnx(path("model.onnx"));
        assertThat(folder.resolve("model.onnx")).isNotEmptyFile();
    }

    @Test
    void emptySplitIsRefused() {
        NeuralNetworkRegressor regressor = regressor().setLabelCol("y").setValidationIndicatorCol("held");
        assertThatThrownBy(() -> regressor.fit(heights().withColumn("held", functions.lit(true))))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot split the data by column held of validationIndicatorCol: it is true in every row;"
                        + " training rows need false");
        assertThatThrownBy(() -> regressor.fit(heights().withColumn("held", functions.lit(false))))
                .hasMessage("Cannot split the data by column held of validationIndicatorCol: it is false in every row;"
                        + " validation rows need true; set it there, or leave validationIndicatorCol unset");
        assertThatThrownBy(() -> regressor.fit(
                        heights().withColumn("held", functions.lit(true)).limit(0)))
                .hasMessageContaining("holds no");
    }
}

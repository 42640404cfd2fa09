package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Estimators in MLlib pipelines, tuned by cross-validation, saved, and loaded in another process. The table of
 * customers is generated; {@code -Dchurn=FILE} uses the churn table of MLC++ (CSV with a header) instead.
 */
final class PipelineIT {
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

    /** Customers who leave when they call the service often, or talk much without the right plan. */
    private static Dataset<Row> customers() {
        String file = System.getProperty("churn");
        if (file != null) {
            return Tables.csv(spark, file);
        }
        StructType schema = new StructType()
                .add("international_plan", DataTypes.StringType)
                .add("total_day_minutes", DataTypes.DoubleType)
                .add("total_eve_minutes", DataTypes.DoubleType)
                .add("number_customer_service_calls", DataTypes.IntegerType)
                .add("churn", DataTypes.StringType);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            double day = 60 + i * 37 % 240;
            double evening = 80 + i * 53 % 220;
            int calls = i * 7 % 6;
            boolean plan = i % 9 == 0;
            boolean leaves = (calls > 3 && day < 200) || (day + evening > 420 && !plan);
            rows.add(RowFactory.create(plan ? "yes" : "no", day, evening, calls, leaves ? "yes" : "no"));
        }
        return spark.createDataFrame(rows, schema);
    }

    private static String[] numbers(Dataset<Row> rows) {
        List<String> names = new ArrayList<>(List.of("plan"));
        for (String name : rows.columns()) {
            if (name.startsWith("total_") || name.startsWith("number_")) {
                names.add(name);
            }
        }
        return names.toArray(new String[0]);
    }

    private static Pipeline pipeline(Dataset<Row> rows, NeuralNetworkClassifier classifier) {
        return new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer()
                    .setInputCols(new String[] {"churn", "international_plan"})
                    .setOutputCols(new String[] {"label", "plan"})
                    .setStringOrderType("alphabetAsc"),
            new VectorAssembler().setInputCols(numbers(rows)).setOutputCol("assembled"),
            new StandardScaler()
                    .setInputCol("assembled")
                    .setOutputCol("features")
                    .setWithMean(true),
            classifier
        });
    }

    @Test
    void crossValidatedSavedAndLoadedInAnotherProcess() throws IOException, InterruptedException {
        Dataset<Row> customers = customers().cache();
        NeuralNetworkClassifier classifier =
                new NeuralNetworkClassifier().setStepSize(0.01).setMaxIter(20);
        ParamMap[] grid = {
            new ParamMap().put(classifier.layers(), new int[] {}),
            new ParamMap().put(classifier.layers(), new int[] {32, 16})
        };
        CrossValidatorModel validated = new CrossValidator()
                .setEstimator(pipeline(customers, classifier))
                .setEvaluator(new BinaryClassificationEvaluator())
                .setEstimatorParamMaps(grid)
                .setNumFolds(3)
                .setSeed(1)
                .fit(customers);
        System.out.printf(
                "area under ROC, linear %.4f, hidden layers %.4f%n",
                validated.avgMetrics()[0], validated.avgMetrics()[1]);
        assertThat(validated.avgMetrics()[1])
                .isGreaterThan(0.88)
                .isGreaterThan(validated.avgMetrics()[0]);
        validated.write().overwrite().save(folder.resolve("validated").toString());
        customers.coalesce(1).write().parquet(folder.resolve("customers").toString());
        List<String> here = predictions(CrossValidatorModel.load(
                        folder.resolve("validated").toString())
                .bestModel()
                .transform(spark.read().parquet(folder.resolve("customers").toString())));
        assertThat(predictInAnotherProcess()).isEqualTo(here).hasSize((int) customers.count());
    }

    /** The example of {@code README.md} and {@code docs/spark-ml.md}, verbatim. */
    @Test
    void documentedPipeline() throws IOException {
        Dataset<Row> customers = customers();
        Dataset<Row>[] sides = customers.randomSplit(new double[] {0.8, 0.2}, 1);
        Dataset<Row> training = sides[0];
        Dataset<Row> test = sides[1];
        String[] columns = Arrays.stream(numbers(customers))
                .filter(name -> !name.equals("plan"))
                .toArray(String[]::new);
        String path = folder.resolve("pipeline").toString();

        StringIndexer indexer = new StringIndexer().setInputCol("churn").setOutputCol("label");
        VectorAssembler assembler = new VectorAssembler().setInputCols(columns).setOutputCol("assembled");
        StandardScaler scaler = new StandardScaler()
                .setInputCol("assembled")
                .setOutputCol("features")
                .setWithMean(true);
        NeuralNetworkClassifier classifier = new NeuralNetworkClassifier()
                .setLayers(new int[] {32, 16})
                .setSolver("adamW")
                .setStepSize(0.01)
                .setMaxIter(20);
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {indexer, assembler, scaler, classifier});
        PipelineModel model = pipeline.fit(training);
        Dataset<Row> predicted = model.transform(test);
        double area = new BinaryClassificationEvaluator().evaluate(predicted);
        model.write().overwrite().save(path);

        assertThat(area).isGreaterThan(0.75);
        assertThat(predictions(PipelineModel.load(path).transform(test))).isEqualTo(predictions(predicted));
    }

    @Test
    void trainValidationSplitTunesARegressor() throws IOException {
        NeuralNetworkRegressor regressor =
                new NeuralNetworkRegressor().setMaxIter(20).setStepSize(0.02);
        Dataset<Row> rows = Tables.heights(spark, 300);
        PipelineModel best = (PipelineModel) new TrainValidationSplit()
                .setEstimator(new Pipeline().setStages(new PipelineStage[] {regressor}))
                .setEvaluator(new RegressionEvaluator().setMetricName("r2"))
                .setEstimatorParamMaps(new ParamGridBuilder()
                        .addGrid(regressor.stepSize(), new double[] {1e-6, 0.02})
                        .build())
                .setSeed(1)
                .fit(rows)
                .bestModel();
        String path = folder.resolve("best").toString();
        best.save(path);
        NeuralNetworkRegressionModel read =
                (NeuralNetworkRegressionModel) PipelineModel.load(path).stages()[0];
        assertThat(read.getStepSize()).isEqualTo(0.02);
        assertThat(new RegressionEvaluator().setMetricName("r2").evaluate(read.transform(rows)))
                .isGreaterThan(0.9);
    }

    private static List<String> predictions(Dataset<Row> predicted) {
        return predicted.select("probability", "prediction").collectAsList().stream()
                .map(Row::toString)
                .toList();
    }

    private List<String> predictInAnotherProcess() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path options = Path.of("src/main/spark/conf/java-options").toAbsolutePath();
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx512m",
                        "@" + options,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        folder.toString())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try (InputStream output = process.getInputStream()) {
            output.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(process.waitFor()).as(() -> log()).isZero();
        return Files.readAllLines(folder.resolve("predictions"), StandardCharsets.UTF_8);
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The other process. Loads the model from the given folder and writes its predictions there. */
    public static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            SparkSession session = TestSpark.plain("local[1]").getOrCreate();
            Dataset<Row> predicted = CrossValidatorModel.load(
                            folder.resolve("validated").toString())
                    .bestModel()
                    .transform(
                            session.read().parquet(folder.resolve("customers").toString()));
            Files.write(folder.resolve("predictions"), predictions(predicted), StandardCharsets.UTF_8);
            session.stop();
        }
    }
}

package io.kindling.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.ml.NeuralNetworkClassificationModel;
import io.kindling.driver.ml.NeuralNetworkClassifier;
import io.kindling.driver.ml.NeuralNetworkRegressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The estimators in an application that spark-submit of this version runs, with the jar beside it. */
final class PipelinesIT {
    @TempDir
    Path folder;

    @Test
    void pipelinesTrainSaveReadAndStream() throws IOException, InterruptedException {
        Path application;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            application = files.filter(file -> file.toString().endsWith("-tests.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
        String printed = Processes.output(
                folder,
                Map.of(),
                List.of(
                        Processes.SPARK_HOME.resolve("bin/spark-submit").toString(),
                        "--master",
                        "local[2]",
                        "--conf",
                        "spark.ui.enabled=false",
                        "--conf",
                        "spark.sql.shuffle.partitions=2",
                        "--jars",
                        Processes.JAR.toString(),
                        "--class",
                        Application.class.getName(),
                        application.toString(),
                        Processes.ROOT.resolve("conf/data/digits.csv.gz").toString(),
                        folder.toString()));
        assertThat(printed).contains("all is well");
    }

    /** An application of a user's, in a session with no setting of ours. */
    public static final class Application {
        private Application() {}

        public static void main(String[] arguments) throws Exception {
            SparkSession spark = SparkSession.builder().getOrCreate();
            Dataset<Row> digits = spark.read().option("inferSchema", true).csv(arguments[0]);
            String[] pixels = Arrays.stream(digits.columns())
                    .filter(name -> !name.equals("_c64"))
                    .toArray(String[]::new);
            Path folder = Path.of(arguments[1]);
            classes(spark, digits, pixels, folder);
            numbers(digits, pixels);
            System.out.println("all is well");
            spark.stop();
        }

        private static void classes(SparkSession spark, Dataset<Row> digits, String[] pixels, Path folder)
                throws Exception {
            NeuralNetworkClassifier classifier = new NeuralNetworkClassifier()
                    .setLabelCol("_c64")
                    .setLayers(new int[] {32})
                    .setMaxIter(8)
                    .setStepSize(0.005);
            Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
                new VectorAssembler().setInputCols(pixels).setOutputCol("features"), classifier
            });
            MulticlassClassificationEvaluator evaluator = new MulticlassClassificationEvaluator()
                    .setLabelCol("_c64")
                    .setMetricName("accuracy");
            String saved = folder.resolve("pipeline").toString();
            pipeline.fit(digits).write().overwrite().save(saved);
            PipelineModel model = PipelineModel.load(saved);
            require(evaluator.evaluate(model.transform(digits)) > 0.95, "accuracy");

            String onnx = folder.resolve("model.onnx").toString();
            ((NeuralNetworkClassificationModel) model.stages()[1]).exportOnnx(onnx);
            require(Files.size(Path.of(onnx)) > 4 * (64 * 32 + 32 * 10), "ONNX");

            String rows = folder.resolve("rows").toString();
            digits.write().parquet(rows);
            model.transform(spark.readStream().schema(digits.schema()).parquet(rows))
                    .writeStream()
                    .format("memory")
                    .queryName("streamed")
                    .outputMode("append")
                    .start()
                    .processAllAvailable();
            Dataset<Row> streamed = spark.table("streamed").select("prediction");
            Dataset<Row> batch = model.transform(digits).select("prediction");
            require(streamed.exceptAll(batch).isEmpty() && streamed.count() == batch.count(), "stream");
        }

        private static void numbers(Dataset<Row> digits, String[] pixels) {
            Dataset<Row> rows = new VectorAssembler()
                    .setInputCols(pixels)
                    .setOutputCol("features")
                    .transform(digits);
            NeuralNetworkRegressor regressor = new NeuralNetworkRegressor()
                    .setLabelCol("_c64")
                    .setLayers(new int[] {32})
                    .setMaxIter(10)
                    .setStepSize(0.01);
            double r2 = new RegressionEvaluator()
                    .setLabelCol("_c64")
                    .setMetricName("r2")
                    .evaluate(regressor.fit(rows).transform(rows));
            require(r2 > 0.7, "r2 " + r2);
        }

        private static void require(boolean right, String what) {
            if (!right) {
                throw new IllegalStateException("wrong: " + what);
            }
        }
    }
}

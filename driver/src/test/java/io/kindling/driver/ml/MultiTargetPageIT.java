package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs the Java code of docs/multi-target.md. */
final class MultiTargetPageIT {
    private static SparkSession spark;

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

    private static Dataset<Row> rows() {
        Dataset<Row> numbers = spark.range(40)
                .selectExpr(
                        "id",
                        "id / 40D AS a",
                        "id % 7 / 7D AS b",
                        "id / 20D AS height",
                        "id % 5 / 5D AS width",
                        "1D AS depth",
                        "array(double(id % 2), double(id > 20), 1D) AS tags",
                        "id % 2 AS label",
                        "transform(sequence(1, 2), c -> transform(sequence(1, 3), y -> transform(sequence(1, 4),"
                                + " x -> float(sin(id + c * 5 + y * 3 + x))))) AS image");
        return new VectorAssembler()
                .setInputCols(new String[] {"a", "b"})
                .setOutputCol("features")
                .transform(numbers);
    }

    @Test
    void codeOfThePageIsTested() throws IOException {
        String test = Files.readString(
                Path.of("src/test/java", MultiTargetPageIT.class.getName().replace('.', '/') + ".java"));
        String page = Files.readString(Path.of("../docs/multi-target.md"));
        assertThat(Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(page)
                        .results())
                .hasSize(4)
                .allSatisfy(block -> assertThat(test.replaceAll("\\s", ""))
                        .contains(block.group(1).replaceAll("\\s", "")));
    }

    @Test
    void regressionWithSeveralTargets() {
        Dataset<Row> rows = rows();
        NeuralNetworkRegressionModel model = new NeuralNetworkRegressor()
                .setFeaturesCol("features")
                .setLabelCols(new String[] {"height", "width", "depth"})
                .setLayers(new int[] {64})
                .fit(rows);
        Dataset<Row> predicted = model.transform(rows).select("prediction");
        double[] numbers = model.predictAll(Vectors.dense(1, 2));
        assertThat(predicted.first().getList(0)).hasSize(3);
        assertThat(numbers).hasSize(3);
    }

    @Test
    void oneTargetIsTuned() {
        Dataset<Row> rows = rows();
        NeuralNetworkRegressor regressor = new NeuralNetworkRegressor()
                .setLabelCols(new String[] {"height", "width", "depth"})
                .setMaxIter(2);
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            regressor, new SQLTransformer().setStatement("SELECT *, prediction[0] AS first FROM __THIS__")
        });
        CrossValidator tuning = new CrossValidator()
                .setEstimator(pipeline)
                .setEvaluator(new RegressionEvaluator().setLabelCol("height").setPredictionCol("first"));
        assertThat(tuning.setEstimatorParamMaps(new ParamMap[] {new ParamMap()})
                        .setNumFolds(2)
                        .fit(rows)
                        .avgMetrics())
                .hasSize(1);
    }

    @Test
    void severalLabelsArePredicted() {
        Dataset<Row> rows = rows();
        NeuralNetworkClassificationModel model = new NeuralNetworkClassifier()
                .setLabelCol("tags")
                .setLoss("{bceWithLogits: {posWeight: [1, 5, 2]}}")
                .setThresholds(new double[] {0.5, 0.3, 0.5})
                .fit(rows);
        Dataset<Row> predicted = model.transform(rows).select("prediction", "probability", "rawPrediction");
        assertThat(predicted.first().getList(0)).hasSize(3);
    }

    @Test
    void imageAsNestedArray() {
        Dataset<Row> rows = rows();
        NeuralNetworkClassificationModel model = new NeuralNetworkClassifier()
                .setFeaturesCol("image")
                .setNetwork("""
                        {input: {image: {channels: 2, height: 3, width: 4}},
                         layers: [{conv2d: {outChannels: 3, kernelSize: 2}}, relu, flatten, {linear: 2}]}
                        """)
                .fit(rows);
        assertThat(model.numFeatures()).isEqualTo(24);
    }
}

package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/**
 * The strength of concrete, on a fifth of the mixtures that is held out by content. Network, optimizer and rate are those of {@code conf/concrete.yaml}, which is judged on a fifth of its own: some of these
 * mixtures were trained on or validated on when it was written.
 */
final class ConcreteIT {

    @Test
    void heldOutMixturesArePredicted() {
        SparkSession spark = TestSpark.plain("local[2]").getOrCreate();
        try {
            Dataset<Row> mixtures = spark.read()
                    .option("header", true)
                    .option("inferSchema", true)
                    .csv("../conf/data/concrete.csv.gz")
                    .withColumnRenamed("compressive_strength", "label");
            Column fold = functions.expr("pmod(xxhash64(" + String.join(",", mixtures.columns()) + "), 5)");
            NeuralNetworkRegressor regressor = new NeuralNetworkRegressor()
                    .setInputCols(new String[] {"*"})
                    .setScaling("standardize")
                    .setNetwork("{layers: [{linear: 64}, silu, {linear: 64}, silu, {linear: 1}]}")
                    .setSolver("adamW")
                    .setStepSize(0.02)
                    .setSchedule("{cosineAnnealing: {tMax: 150}}")
                    .setMaxIter(150)
                    .setBatchSize(64)
                    .setPatience(0);
            NeuralNetworkRegressionModel model = regressor.fit(mixtures.where(fold.notEqual(0)));
            double r2 = new RegressionEvaluator()
                    .setMetricName("r2")
                    .evaluate(model.transform(mixtures.where(fold.equalTo(0))));
            System.out.printf("concrete, held out: R2 %.4f%n", r2);
            assertThat(r2).isGreaterThanOrEqualTo(0.88);
        } finally {
            spark.stop();
        }
    }
}

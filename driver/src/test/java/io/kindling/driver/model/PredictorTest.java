package io.kindling.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.Drop;
import io.kindling.driver.data.Fail;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Tanh;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Mse;
import io.kindling.trainer.loss.MulticlassHinge;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PredictorTest {
    private static final int ROWS = 700;
    private static final StructType SCHEMA = new StructType()
            .add("b", DataTypes.DoubleType)
            .add("name", DataTypes.StringType)
            .add("a", DataTypes.DoubleType);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static TrainedModel model(LossFunction loss, int outputs) {
        NetworkSpec spec = new NetworkSpec(new Features(2), List.of(new Linear(5), new Tanh(), new Linear(outputs)));
        FeatureScaling scaling = new FeatureScaling(new double[] {1, 2}, new double[] {0.5, 0.25});
        return new TrainedModel(spec, loss, Network.of(spec).initialize(3), List.of("a", "b"), scaling);
    }

    private static double a(int row) {
        return row % 17 - 8;
    }

    private static double b(int row) {
        return row % 23 - 11;
    }

    private static Dataset<Row> table(int rows) {
        List<Row> table = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            table.add(RowFactory.create(b(i), "row " + i, a(i)));
        }
        return spark.createDataFrame(table, SCHEMA).repartition(3);
    }

    /** Returns the predictions of the loss for one row, computed locally. */
    private static float[] local(TrainedModel model, int row) {
        Network network = Network.of(model.network());
        float[] x = {(float) a(row), (float) b(row)};
        model.scaling().apply(x, 1);
        Pass pass = Pass.evaluation(
                model.state().parameters(),
                model.state().buffers(),
                new Workspace(),
                Backend.ofThisJvm().gemm());
        int columns = network.output().size();
        float[] predictions = new float[columns];
        model.loss().predictions(network.forward(pass, x, 1), 1, columns, predictions);
        return predictions;
    }

    private static List<Row> predict(TrainedModel model, Dataset<Row> rows) {
        try (Predictor predictor = new Predictor(spark, model, new Fail())) {
            return SparkErrors.unwrap("it", () -> predictor.transform(rows).collectAsList());
        }
    }

    private static int number(Row row) {
        return Integer.parseInt(row.<String>getAs("name").substring("row ".length()));
    }

    private static void assertClose(List<Double> values, float[] expected) {
        assertThat(values).hasSize(expected.length);
        for (int c = 0; c < expected.length; c++) {
            assertThat(values.get(c)).isBetween(expected[c] - 1e-5, expected[c] + 1e-5);
        }
    }

    @Test
    void predictionsEqualALocalForwardPass() {
        TrainedModel model = model(new CrossEntropy(), 3);
        List<Row> predicted = predict(model, table(ROWS));
        assertThat(predicted).hasSize(ROWS);
        assertThat(predicted.get(0).schema().fieldNames())
                .containsExactly("b", "name", "a", "prediction", "probability");
        for (Row row : predicted) {
            float[] expected = local(model, number(row));
            List<Double> probability = row.getList(4);
            assertClose(probability, expected);
            int prediction = (int) row.getDouble(3);
            assertThat(probability.get(prediction))
                    .isEqualTo(probability.stream().max(Double::compare).orElseThrow());
        }
    }

    @Test
    void binaryLabelHasTwoProbabilities() {
        TrainedModel model = model(new BceWithLogits(), 1);
        for (Row row : predict(model, table(50))) {
            float yes = local(model, number(row))[0];
            assertClose(row.getList(4), new float[] {1 - yes, yes});
            assertThat(row.getDouble(3)).isEqualTo(yes >= 0.5 ? 1 : 0);
        }
    }

    @Test
    void regressionHasNoProbability() {
        TrainedModel one = model(new Mse(), 1);
        for (Row row : predict(one, table(50))) {
            assertThat(row.size()).isEqualTo(4);
            assertClose(List.of(row.getDouble(3)), local(one, number(row)));
        }
        TrainedModel two = model(new Mse(), 2);
        predict(two, table(50)).forEach(row -> assertClose(row.getList(3), local(two, number(row))));
    }

    @Test
    void scoresAreNotCalledProbabilities() {
        TrainedModel model = model(new MulticlassHinge(), 3);
        List<Row> predicted = predict(model, table(50));
        assertThat(predicted.get(0).schema().fieldNames()).endsWith("prediction", "rawPrediction");
        predicted.forEach(row -> assertClose(row.getList(4), local(model, number(row))));
    }

    @Test
    void predictionsAreReproducible() {
        TrainedModel model = model(new CrossEntropy(), 3);
        assertThat(predict(model, table(ROWS))).isEqualTo(predict(model, table(ROWS)));
    }

    @Test
    void emptyTableGivesAnEmptyTable() {
        assertThat(predict(model(new CrossEntropy(), 3), table(0))).isEmpty();
    }

    @Test
    void errorsNameTheColumn() {
        TrainedModel model = model(new CrossEntropy(), 3);
        assertThatThrownBy(() -> predict(model, table(5).drop("a")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find column a of the model in the data; it has b, name");
        assertThatThrownBy(() -> predict(model, table(5).withColumnRenamed("name", "prediction")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot add column prediction to the data: it has a column of that name; rename it or leave it out");
        Dataset<Row> wide = table(5).selectExpr("b", "name", "array(a, a) as a");
        assertThatThrownBy(() -> predict(model, wide))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot read column a of row ")
                .hasMessageContaining(": 2 values (must be 1)");
        Dataset<Row> withWidth = wide.withMetadata(
                "a", new MetadataBuilder().putLong("numFeatures", 2).build());
        assertThatThrownBy(() -> predict(model, withWidth))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot feed the data to the model: 3 features; the model takes 2");
    }

    @Test
    void badRowFailsOrIsDropped() {
        TrainedModel model = model(new CrossEntropy(), 3);
        Dataset<Row> rows = table(20).selectExpr("b", "name", "if(name = 'row 7', null, a) as a");
        assertThatThrownBy(() -> predict(model, rows))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "Cannot read column a of row \\d+ of partition \\d+ \\(-4.0, row 7, null\\): null "
                                + "\\(the value is missing\\); fix the data or set data.badRows to drop \\(handleInvalid to skip, in an estimator or its model\\)");
        try (Predictor predictor = new Predictor(spark, model, new Drop())) {
            assertThat(predictor.transform(rows).count()).isEqualTo(19);
            assertThat(predictor.rejections(rows, "it")).hasToString("1 missing values");
        }
    }
}

package io.kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Predicts concrete strength on a fifth of the mixtures, held out by content. The settings were chosen from {@link
 * #CANDIDATES} by cross-validation over the other four fifths; {@code -Dsearch} repeats the search. The candidates are
 * close to the settings of {@code conf/concrete.yaml}.
 */
final class ConcreteIT {
    private static final int FOLDS = 5;
    private static final int HELD_OUT = FOLDS - 1;
    private static final String FOLD = "fold";

    private static final List<Candidate> CANDIDATES = List.of(
            new Candidate(32, 0.01, 150),
            new Candidate(32, 0.02, 150),
            new Candidate(64, 0.005, 150),
            new Candidate(64, 0.01, 150),
            new Candidate(64, 0.02, 150),
            new Candidate(64, 0.01, 300),
            new Candidate(128, 0.005, 150),
            new Candidate(128, 0.01, 150));
    private static final Candidate CHOSEN = new Candidate(64, 0.02, 150);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** A candidate: width of both hidden layers, step size and epochs. */
    private record Candidate(int width, double stepSize, int epochs) {
        ParamMap params(NeuralNetworkRegressor regressor) {
            return new ParamMap()
                    .put(
                            regressor.network(),
                            "{layers: [{linear: %1$d}, silu, {linear: %1$d}, silu, {linear: 1}]}".formatted(width))
                    .put(regressor.stepSize(), stepSize)
                    .put(regressor.maxIter(), epochs)
                    .put(regressor.schedule(), "{cosineAnnealing: {tMax: %d}}".formatted(epochs));
        }
    }

    private static NeuralNetworkRegressor regressor() {
        return new NeuralNetworkRegressor()
                .setInputCols(new String[] {"cement..age"})
                .setLabelCol("compressive_strength")
                .setScaling("standardize")
                .setSolver("adamW")
                .setBatchSize(64)
                .setPatience(0);
    }

    /** The mixtures with the number of their fold. */
    private static Dataset<Row> mixtures() {
        Dataset<Row> mixtures = Tables.csv(spark, "../conf/data/concrete.csv.gz");
        Column hash = functions.xxhash64(
                Arrays.stream(mixtures.columns()).map(functions::col).toArray(Column[]::new));
        return mixtures.withColumn(
                FOLD, functions.pmod(hash, functions.lit(FOLDS)).cast("int"));
    }

    private static RegressionEvaluator r2() {
        return new RegressionEvaluator().setLabelCol("compressive_strength").setMetricName("r2");
    }

    @Test
    void predictsHeldOutMixtures() {
        Dataset<Row> mixtures = mixtures();
        NeuralNetworkRegressor regressor = regressor();
        NeuralNetworkRegressionModel model = regressor
                .copy(CHOSEN.params(regressor))
                .fit(mixtures.where(functions.col(FOLD).notEqual(HELD_OUT)));
        double r2 =
                r2().evaluate(model.transform(mixtures.where(functions.col(FOLD).equalTo(HELD_OUT))));
        System.out.printf("concrete, held out: R2 %.4f%n", r2);
        assertThat(r2).isGreaterThanOrEqualTo(0.88);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "search",
            matches = ".*",
            disabledReason = "takes minutes; -Dsearch repeats the search")
    void chosenCandidateIsBest() {
        NeuralNetworkRegressor regressor = regressor();
        CrossValidatorModel validated = new CrossValidator()
                .setEstimator(regressor)
                .setEvaluator(r2())
                .setEstimatorParamMaps(
                        CANDIDATES.stream().map(each -> each.params(regressor)).toArray(ParamMap[]::new))
                .setNumFolds(FOLDS - 1)
                .setFoldCol(FOLD)
                .fit(mixtures().where(functions.col(FOLD).notEqual(HELD_OUT)).cache());
        double[] found = validated.avgMetrics();
        for (int i = 0; i < found.length; i++) {
            System.out.printf("concrete, %s: R2 %.4f%n", CANDIDATES.get(i), found[i]);
        }
        assertThat(found[CANDIDATES.indexOf(CHOSEN)])
                .isEqualTo(Arrays.stream(found).max().orElseThrow());
    }
}

package io.kindling.trainer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.loss.Targets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values worked out by hand. */
final class MetricValueTest {

    private static double value(Metric metric, float[] predictions, float[] targets, int targetColumns, int columns) {
        double[] sums = new double[metric.sums(columns)];
        int n = predictions.length / columns;
        metric.add(predictions, new Targets(targets, targetColumns, null), n, columns, sums, 0);
        return metric.value(sums, 0, columns);
    }

    @Test
    void accuracyTakesTheFirstOfEqualsAndSkipsWhatIsNoClass() {
        float[] predictions = {0.4f, 0.4f, 0.2f, 0.1f, 0.2f, 0.7f, 0.5f, 0.3f, 0.2f, 1f, 0f, 0f};
        assertThat(value(new Accuracy(), predictions, new float[] {0, 1, -100, 255}, 1, 3))
                .isEqualTo(0.5);
        assertThat(value(new Accuracy(), predictions, new float[] {1, 2, 0, 0}, 1, 3))
                .isEqualTo(0.75);
    }

    @Test
    void accuracyOfDistributionsComparesTheirMostProbableClasses() {
        float[] predictions = {0.6f, 0.3f, 0.1f, 0.1f, 0.2f, 0.7f};
        float[] targets = {0.5f, 0.2f, 0.3f, 0.8f, 0.1f, 0.1f};
        assertThat(value(new Accuracy(), predictions, targets, 3, 3)).isEqualTo(0.5);
        assertThat(value(new TopKAccuracy(3), predictions, targets, 3, 3)).isEqualTo(1);
    }

    @Test
    void binaryAccuracyCountsColumns() {
        float[] predictions = {0.9f, 0.5f, 0.2f, 0.4f};
        float[] targets = {1, 1, 1, 0};
        assertThat(value(new BinaryAccuracy(), predictions, targets, 2, 2)).isEqualTo(0.75);
        assertThat(value(new BinaryAccuracy(), predictions, targets, 1, 1)).isEqualTo(0.75);
        assertThat(value(new BinaryAccuracy(0.6), predictions, targets, 2, 2)).isEqualTo(0.5);
    }

    @Test
    void topKRanksEqualsByTheirPlace() {
        float[] predictions = {0.3f, 0.3f, 0.3f, 0.1f};
        double[] shares = {0, 0, 1};
        for (int k = 1; k <= 3; k++) {
            assertThat(value(new TopKAccuracy(k), predictions, new float[] {2}, 1, 4))
                    .isEqualTo(shares[k - 1]);
        }
        assertThat(new TopKAccuracy(5).name()).isEqualTo("top5Accuracy");
    }

    @Test
    void regressionAveragesOverAllElements() {
        float[] predictions = {1f, 2f, 3f, 4f};
        float[] targets = {2f, 2f, 3f, 1f};
        assertThat(value(new Mae(), predictions, targets, 2, 2)).isEqualTo(1);
        assertThat(value(new Rmse(), predictions, targets, 2, 2)).isEqualTo(Math.sqrt(2.5));
        assertThat(value(new R2(), predictions, targets, 2, 2)).isEqualTo(1 - 10.0);
        assertThat(value(new R2(), targets, targets, 2, 2)).isEqualTo(1);
    }

    @Test
    void targetsThatDoNotVaryHaveNoR2() {
        assertThat(value(new R2(), new float[] {1f, 2f}, new float[] {5f, 5f}, 1, 1))
                .isNaN();
    }

    @Test
    void r2KeepsItsDigitsFarFromZero() {
        Random random = new Random(1);
        int n = 1000;
        float[] near = new float[n];
        float[] far = new float[n];
        float[] nearPredictions = new float[n];
        float[] farPredictions = new float[n];
        float offset = 1 << 20;
        for (int i = 0; i < n; i++) {
            near[i] = random.nextInt(8) / 8f;
            nearPredictions[i] = near[i] + random.nextInt(3) / 8f;
            far[i] = near[i] + offset;
            farPredictions[i] = nearPredictions[i] + offset;
        }
        double want = value(new R2(), nearPredictions, near, 1, 1);
        assertThat(value(new R2(), farPredictions, far, 1, 1)).isCloseTo(want, within(1e-9));
    }
}

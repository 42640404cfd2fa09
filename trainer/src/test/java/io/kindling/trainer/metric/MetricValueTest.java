package io.kindling.trainer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Nll;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values computed by hand. */
final class MetricValueTest {

    private static double value(Metric metric, float[] predictions, float[] targets, int targetColumns, int columns) {
        double[] sums = new double[metric.sums(columns)];
        int n = predictions.length / columns;
        metric.add(predictions, new Targets(targets, targetColumns, null), n, columns, sums, 0);
        return metric.value(sums, 0, columns);
    }

    @Test
    void accuracyBreaksTiesByOrderAndSkipsInvalidClasses() {
        float[] predictions = {0.4f, 0.4f, 0.2f, 0.1f, 0.2f, 0.7f, 0.5f, 0.3f, 0.2f, 1f, 0f, 0f};
        assertThat(value(new Accuracy(), predictions, new float[] {0, 1, -100, 255}, 1, 3))
                .isEqualTo(0.5);
        assertThat(value(new Accuracy(), predictions, new float[] {1, 2, 0, 0}, 1, 3))
                .isEqualTo(0.75);
    }

    @Test
    void ignoredExamplesDoNotCount() {
        Targets targets = new Targets(new float[] {0, 1, 1}, 1, null);
        float[] predictions = {0.9f, 0.1f, 0.8f, 0.2f, 0.3f, 0.7f};
        for (LossFunction loss : List.of(
                new CrossEntropy(List.of(), 0, 0, CrossEntropy.TargetType.CLASS_INDICES), new Nll(List.of(), 0))) {
            double[] sums = new double[2];
            new Accuracy().add(predictions, loss.counted(targets, 3), 3, 2, sums, 0);
            assertThat(new Accuracy().value(sums, 0, 2)).isEqualTo(0.5);
        }
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
    void topKBreaksTiesByOrder() {
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
    void constantTargetsHaveNoR2() {
        assertThat(value(new R2(), new float[] {1f, 2f}, new float[] {5f, 5f}, 1, 1))
                .isNaN();
    }

    @Test
    void r2IsPreciseFarFromZero() {
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

    /** Actual classes 0 0 1 1 1 2, predicted as 0 1 1 1 2 0. */
    private static final float[] TAKEN = {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0};

    private static final float[] ACTUAL = {0, 0, 1, 1, 1, 2};

    @Test
    void classMetricsAreMeansOverTheClasses() {
        assertThat(value(new Precision(), TAKEN, ACTUAL, 1, 3)).isCloseTo((1 / 2.0 + 2 / 3.0 + 0) / 3, within(1e-12));
        assertThat(value(new Recall(), TAKEN, ACTUAL, 1, 3)).isCloseTo((1 / 2.0 + 2 / 3.0 + 0) / 3, within(1e-12));
        assertThat(value(new F1(), TAKEN, ACTUAL, 1, 3)).isCloseTo((1 / 2.0 + 2 / 3.0 + 0) / 3, within(1e-12));
        assertThat(value(new Precision(), TAKEN, new float[] {0, 0, 1, 1, 0, 0}, 1, 3))
                .isCloseTo((1 + 2 / 3.0 + 0) / 3, within(1e-12));
        assertThat(value(new Recall(), new float[] {1, 0, 0}, new float[] {0}, 1, 3))
                .as("classes that neither occur nor are predicted do not count")
                .isEqualTo(1);
    }

    @Test
    void binaryMetricsUseThePositiveClass() {
        float[] predictions = {0.9f, 0.8f, 0.3f, 0.6f};
        float[] targets = {1, 0, 1, 1};
        assertThat(value(new Precision(), predictions, targets, 1, 1)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(value(new Recall(), predictions, targets, 1, 1)).isCloseTo(2 / 3.0, within(1e-12));
        double wanted = -(Math.log(0.9) + Math.log(0.2) + Math.log(0.3) + Math.log(0.6)) / 4;
        assertThat(value(new LogLoss(), predictions, targets, 1, 1)).isCloseTo(wanted, within(1e-6));
        assertThat(value(new Auc(), predictions, targets, 1, 1)).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void logLossIsFiniteForProbabilityZero() {
        assertThat(value(new LogLoss(), new float[] {0, 1}, new float[] {0}, 1, 2))
                .isCloseTo(-Math.log(1e-15), within(1e-9));
    }

    @Test
    void multiLabelMetricsAreMeansOverLabels() {
        float[] predictions = {0.9f, 0.1f, 0.8f, 0.2f, 0.3f, 0.7f, 0.6f, 0.4f};
        float[] targets = {1, 0, 0, 0, 1, 0, 1, 0};
        PerLabel precision = new PerLabel(new Precision());
        assertThat(value(precision, predictions, targets, 2, 2))
                .as("2 of 3 for the first label, 0 of 1 for the second")
                .isCloseTo(1 / 3.0, within(1e-12));
        assertThat(value(new PerLabel(new Auc()), predictions, targets, 2, 2))
                .as("the second label has no curve, for it has no yes")
                .isCloseTo(1 / 3.0, within(1e-12));
        assertThat(PerLabel.of(List.of(new F1(), new BinaryAccuracy()), Task.BINARY, 2))
                .containsExactly(new PerLabel(new F1()), new BinaryAccuracy());
        assertThat(PerLabel.of(List.of(new F1()), Task.BINARY, 1)).containsExactly(new F1());
        assertThat(PerLabel.of(List.of(new F1()), Task.MULTICLASS, 3)).containsExactly(new F1());
        assertThat(new PerLabel(new Rmse()).appliesTo(Task.BINARY)).isFalse();
        assertThatThrownBy(() -> new PerLabel(precision)).hasMessageStartingWith("Invalid perLabel.metric: PerLabel");
    }

    @Test
    void aucCountsOrderedPairs() {
        float[] certain = {1, 0, 0.5f, 0.5f, 0, 1};
        assertThat(value(new Auc(), certain, new float[] {0, 1, 1}, 1, 2)).isEqualTo(1);
        assertThat(value(new Auc(), certain, new float[] {1, 0, 0}, 1, 2)).isEqualTo(0);
        assertThat(value(new Auc(), new float[] {0.2f, 0.2f, 0.2f}, new float[] {0, 1, 1}, 1, 1))
                .isEqualTo(0.5);
        assertThat(value(new Auc(), certain, new float[] {0, 0, 0}, 1, 2)).isNaN();
        Random random = new Random(5);
        float[] scores = new float[400];
        float[] labels = new float[400];
        for (int i = 0; i < scores.length; i++) {
            labels[i] = random.nextInt(2);
            scores[i] = (float) (1 / (1 + Math.exp(-labels[i] - random.nextGaussian())));
        }
        double pairs = 0;
        double right = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (labels[i] > labels[j]) {
                    pairs++;
                    right += scores[i] > scores[j] ? 1 : 0;
                }
            }
        }
        assertThat(value(new Auc(), scores, labels, 1, 1)).isCloseTo(right / pairs, within(1e-3));
    }

    @Test
    void theConfusionMatrixCountsActualByPredicted() {
        ConfusionMatrix matrix = new ConfusionMatrix();
        double[] sums = new double[matrix.sums(3)];
        matrix.add(TAKEN, new Targets(ACTUAL, 1, null), 6, 3, sums, 0);
        assertThat(sums).containsExactly(1, 1, 0, 0, 2, 1, 1, 0, 0);
        assertThat(matrix.at(sums, 0, 3, 1, 2)).isEqualTo(1);
        assertThat(matrix.value(sums, 0, 3)).isEqualTo(0.5);
    }
}

package io.kindling.trainer.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.Choices;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every metric. */
final class MetricContractTest {
    private static final int ROWS = 40;
    private static final int COLUMNS = 5;

    /** Offset of the sums in a longer array, as with other metrics. */
    private static final int AT = 3;

    static List<Metric> metrics() {
        return Choices.instances(
                Metric.class,
                List.of(new TopKAccuracy(1), new TopKAccuracy(3), new PerLabel(new F1()), new PerLabel(new Auc())));
    }

    /** Predictions, targets and weights of some examples. */
    private static final class Examples {
        private final int targetColumns;
        private final float[] predictions;
        private final float[] targets;
        private final float[] weights;

        private Examples(int targetColumns, float[] predictions, float[] targets, float[] weights) {
            this.targetColumns = targetColumns;
            this.predictions = predictions;
            this.targets = targets;
            this.weights = weights;
        }

        static Examples random(Metric metric, long seed) {
            Random random = new Random(seed);
            Task task = Arrays.stream(Task.values())
                    .filter(metric::appliesTo)
                    .findFirst()
                    .orElseThrow();
            int targetColumns = task == Task.MULTICLASS ? 1 : COLUMNS;
            float[] predictions = new float[ROWS * COLUMNS];
            float[] targets = new float[ROWS * targetColumns];
            float[] weights = new float[ROWS];
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = random.nextInt(16) / 16f;
            }
            for (int i = 0; i < targets.length; i++) {
                targets[i] = target(task, random);
            }
            for (int i = 0; i < ROWS; i++) {
                weights[i] = 0.5f + random.nextInt(7) / 4f;
            }
            return new Examples(targetColumns, predictions, targets, weights);
        }

        private static float target(Task task, Random random) {
            if (task == Task.MULTICLASS) {
                return random.nextInt(7) == 0 ? -100 : random.nextInt(COLUMNS);
            }
            return task == Task.BINARY ? random.nextInt(2) : 100 + random.nextFloat();
        }

        Examples slice(int from, int to) {
            return new Examples(
                    targetColumns,
                    Arrays.copyOfRange(predictions, from * COLUMNS, to * COLUMNS),
                    Arrays.copyOfRange(targets, from * targetColumns, to * targetColumns),
                    Arrays.copyOfRange(weights, from, to));
        }

        Examples withWeight(int row, float weight) {
            float[] changed = weights.clone();
            changed[row] = weight;
            return new Examples(targetColumns, predictions, targets, changed);
        }

        void addTo(Metric metric, double[] sums) {
            metric.add(predictions, new Targets(targets, targetColumns, weights), weights.length, COLUMNS, sums, AT);
        }

        double[] sums(Metric metric) {
            double[] sums = new double[AT + metric.sums(COLUMNS) + 2];
            addTo(metric, sums);
            return sums;
        }
    }

    private static double[] merged(Metric metric, double[] first, double[] second) {
        double[] sums = first.clone();
        double[] read = second.clone();
        metric.merge(sums, read, AT, COLUMNS);
        assertThat(read).isEqualTo(second);
        return sums;
    }

    private static void assertSame(double[] got, double[] want) {
        for (int i = 0; i < want.length; i++) {
            assertThat(got[i]).isCloseTo(want[i], within(1e-11 * (1 + Math.abs(want[i]))));
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void mergeOfAnySplitEqualsTheWhole(Metric metric) {
        Examples all = Examples.random(metric, 1);
        double[] whole = all.sums(metric);
        for (int cut = 0; cut <= ROWS; cut++) {
            double[] first = all.slice(0, cut).sums(metric);
            double[] second = all.slice(cut, ROWS).sums(metric);
            assertSame(merged(metric, first, second), whole);
            assertSame(merged(metric, second, first), whole);
            all.slice(cut, ROWS).addTo(metric, first);
            assertSame(first, whole);
        }
        assertThat(metric.value(whole, AT, COLUMNS)).isFinite();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void mergingIsAssociativeWithIdentity(Metric metric) {
        Examples all = Examples.random(metric, 2);
        double[] a = all.slice(0, 3).sums(metric);
        double[] b = all.slice(3, 30).sums(metric);
        double[] c = all.slice(30, ROWS).sums(metric);
        assertSame(merged(metric, merged(metric, a, b), c), merged(metric, a, merged(metric, b, c)));
        double[] nothing = all.slice(0, 0).sums(metric);
        assertThat(merged(metric, a, nothing)).isEqualTo(a);
        assertThat(merged(metric, nothing, a)).isEqualTo(a);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void noExamplesGiveNaN(Metric metric) {
        double[] nothing = new double[AT + metric.sums(COLUMNS)];
        assertThat(metric.value(nothing, AT, COLUMNS)).isNaN();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void weightsEqualNumbersOfCopies(Metric metric) {
        Examples all = Examples.random(metric, 3).withWeight(7, 1);
        double[] twice = merged(metric, all.sums(metric), all.slice(7, 8).sums(metric));
        assertSame(all.withWeight(7, 2).sums(metric), twice);
        double[] without =
                merged(metric, all.slice(0, 7).sums(metric), all.slice(8, ROWS).sums(metric));
        assertSame(all.withWeight(7, 0).sums(metric), without);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void sumsOfOtherMetricsDoNotChange(Metric metric) {
        double[] sums = Examples.random(metric, 4).sums(metric);
        assertThat(sums).startsWith(0, 0, 0).endsWith(0, 0);
        double[] other = sums.clone();
        Arrays.fill(other, 0, AT, 7);
        assertThat(merged(metric, sums, other)).startsWith(0, 0, 0);
    }

    @Test
    void everyTaskHasDefaultsThatApplyToIt() {
        for (Task task : Task.values()) {
            assertThat(Metric.defaults(task)).isNotEmpty().allMatch(metric -> metric.appliesTo(task));
            Stream<String> names = Metric.defaults(task).stream().map(Metric::name);
            assertThat(names).doesNotHaveDuplicates();
        }
    }
}

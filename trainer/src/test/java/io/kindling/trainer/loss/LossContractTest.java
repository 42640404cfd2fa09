package io.kindling.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.Choices;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.CrossEntropy.TargetType;
import io.kindling.trainer.loss.KlDiv.Reduction;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every loss. */
final class LossContractTest {
    private static final int ROWS = 23;
    private static final int COLUMNS = 4;
    private static final List<Double> UNEVEN = List.of(0.5, 2.0, 1.25, 3.0);

    static List<LossFunction> losses() {
        return Choices.instances(
                LossFunction.class,
                List.of(
                        new CrossEntropy(UNEVEN, 0, -100, TargetType.CLASS_INDICES),
                        new CrossEntropy(UNEVEN, 0.2, 2, TargetType.CLASS_INDICES),
                        new CrossEntropy(List.of(), 0, -100, TargetType.PROBABILITIES),
                        new CrossEntropy(UNEVEN, 0.1, -100, TargetType.PROBABILITIES),
                        new Nll(UNEVEN, 1),
                        new Bce(UNEVEN),
                        new BceWithLogits(UNEVEN, List.of()),
                        new BceWithLogits(UNEVEN, List.of(1.0, 4.0, 0.25, 2.0)),
                        new SmoothL1(0.3),
                        new SmoothL1(0),
                        new Huber(0.7),
                        new MultiMargin(2, 0.75, UNEVEN),
                        new MultiMargin(1, 1, UNEVEN),
                        new MulticlassHinge(0.5),
                        new KlDiv(true, Reduction.MEAN),
                        new KlDiv(false, Reduction.BATCHMEAN),
                        new PoissonNll(true, true, 1e-8),
                        new PoissonNll(false, true, 1e-3)));
    }

    /** Outputs, targets and weights that are valid for the loss. */
    private static final class Examples {
        private final LossFunction loss;
        private final int targetColumns;
        private final float[] outputs;
        private final float[] targets;
        private final float[] weights;

        private Examples(LossFunction loss, float[] outputs, float[] targets, float[] weights) {
            this.loss = loss;
            this.targetColumns = loss.targetColumns(COLUMNS);
            this.outputs = outputs;
            this.targets = targets;
            this.weights = weights;
        }

        static Examples random(LossFunction loss, long seed) {
            Random random = new Random(seed);
            float[] outputs = new float[ROWS * COLUMNS];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = output(loss, random, i % COLUMNS);
            }
            float[] targets = new float[ROWS * loss.targetColumns(COLUMNS)];
            for (int i = 0; i < ROWS; i++) {
                fillTarget(loss, random, targets, i);
            }
            float[] weights = new float[ROWS];
            for (int i = 0; i < ROWS; i++) {
                weights[i] = 0.5f + random.nextInt(7) / 4f;
            }
            return new Examples(loss, outputs, targets, weights);
        }

        /**
         * Values on a grid of 1/256, with each column shifted by a multiple of 1/1024, so that no margin between two
         * columns is met exactly.
         */
        private static float output(LossFunction loss, Random random, int column) {
            boolean probability = loss instanceof Bce;
            boolean positive = probability || (loss instanceof PoissonNll poisson && !poisson.logInput());
            int steps = probability ? 16 + random.nextInt(220) : random.nextInt(512) + (positive ? 16 : -256);
            return steps / 256f + column / 1024f;
        }

        private static void fillTarget(LossFunction loss, Random random, float[] targets, int row) {
            if (loss.targetColumns(COLUMNS) == 1) {
                targets[row] = random.nextInt(COLUMNS);
                return;
            }
            double total = 0;
            for (int j = 0; j < COLUMNS; j++) {
                int at = row * COLUMNS + j;
                targets[at] = loss.task() == Task.REGRESSION ? 3 * random.nextFloat() : random.nextFloat();
                total += targets[at];
            }
            for (int j = 0; j < COLUMNS && loss.task() == Task.MULTICLASS; j++) {
                int at = row * COLUMNS + j;
                targets[at] /= (float) total;
                if (loss instanceof KlDiv divergence && divergence.logTarget()) {
                    targets[at] = (float) Math.log(targets[at]);
                }
            }
        }

        int rows() {
            return outputs.length / COLUMNS;
        }

        LossSum loss(float[] gradient) {
            Targets read = new Targets(targets, targetColumns, weights);
            return loss.lossAndGradient(outputs, read, rows(), COLUMNS, gradient);
        }

        float[] gradient() {
            float[] gradient = new float[outputs.length];
            Arrays.fill(gradient, Float.NaN);
            loss(gradient);
            return gradient;
        }

        Examples slice(int from, int to) {
            return new Examples(
                    loss,
                    Arrays.copyOfRange(outputs, from * COLUMNS, to * COLUMNS),
                    Arrays.copyOfRange(targets, from * targetColumns, to * targetColumns),
                    Arrays.copyOfRange(weights, from, to));
        }

        Examples with(Examples other) {
            return new Examples(
                    loss,
                    joined(outputs, other.outputs),
                    joined(targets, other.targets),
                    joined(weights, other.weights));
        }

        Examples withWeight(int row, float weight) {
            float[] changed = weights.clone();
            changed[row] = weight;
            return new Examples(loss, outputs, targets, changed);
        }

        private static float[] joined(float[] a, float[] b) {
            float[] all = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, all, a.length, b.length);
            return all;
        }
    }

    private static void assertSame(LossSum got, LossSum want) {
        assertThat(got.sum()).isCloseTo(want.sum(), within(1e-10 * (1 + Math.abs(want.sum()))));
        assertThat(got.divisor()).isCloseTo(want.divisor(), within(1e-10 * (1 + want.divisor())));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientIsTheSlopeOfTheSum(LossFunction loss) {
        Examples examples = Examples.random(loss, 1);
        float[] gradient = examples.gradient();
        float h = 0x1p-13f;
        for (int i = 0; i < gradient.length; i++) {
            float output = examples.outputs[i];
            examples.outputs[i] = output + h;
            double above = examples.loss(null).sum();
            examples.outputs[i] = output - h;
            double below = examples.loss(null).sum();
            examples.outputs[i] = output;
            double slope = (above - below) / (2 * h);
            assertThat((double) gradient[i]).as("output %d", i).isCloseTo(slope, within(2e-5 * (1 + Math.abs(slope))));
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void sumDoesNotDependOnTheGradientArgument(LossFunction loss) {
        Examples examples = Examples.random(loss, 2);
        float[] outputs = examples.outputs.clone();
        LossSum with = examples.loss(new float[outputs.length]);
        assertThat(examples.loss(null)).isEqualTo(with);
        assertThat(examples.outputs).isEqualTo(outputs);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void sumsAndGradientsOfShardsAddUpToTheBatch(LossFunction loss) {
        Examples batch = Examples.random(loss, 3);
        int[] cuts = {0, 0, 1, 10, 10, 18, ROWS, ROWS};
        double sum = 0;
        double divisor = 0;
        float[] gradient = new float[0];
        for (int s = 0; s + 1 < cuts.length; s++) {
            Examples shard = batch.slice(cuts[s], cuts[s + 1]);
            LossSum part = shard.loss(null);
            sum += part.sum();
            divisor += part.divisor();
            gradient = Examples.joined(gradient, shard.gradient());
        }
        assertSame(new LossSum(sum, divisor), batch.loss(null));
        assertThat(gradient).isEqualTo(batch.gradient());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void noExamplesAddNothing(LossFunction loss) {
        LossSum none = Examples.random(loss, 4).slice(0, 0).loss(new float[0]);
        assertThat(none.sum()).isZero();
        assertThat(none.divisor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void weightTwoEqualsTwoCopies(LossFunction loss) {
        Examples examples = Examples.random(loss, 5).withWeight(7, 1);
        Examples twice = examples.with(examples.slice(7, 8));
        assertSame(examples.withWeight(7, 2).loss(null), twice.loss(null));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void weightZeroEqualsNoExample(LossFunction loss) {
        Examples examples = Examples.random(loss, 6);
        Examples without = examples.slice(0, 7).with(examples.slice(8, ROWS));
        Examples unweighted = examples.withWeight(7, 0);
        assertSame(unweighted.loss(null), without.loss(null));
        for (float gradient : unweighted.slice(7, 8).gradient()) {
            assertThat(gradient == 0f).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void noWeightsMeansAllOnes(LossFunction loss) {
        Examples examples = Examples.random(loss, 7);
        Arrays.fill(examples.weights, 1f);
        Targets unweighted = new Targets(examples.targets, examples.targetColumns, null);
        assertThat(loss.lossAndGradient(examples.outputs, unweighted, ROWS, COLUMNS, null))
                .isEqualTo(examples.loss(null));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void valuesAfterTheExamplesDoNotChange(LossFunction loss) {
        Examples examples = Examples.random(loss, 8);
        Targets targets = new Targets(examples.targets, examples.targetColumns, examples.weights);
        float[] gradient = new float[ROWS * COLUMNS];
        float[] predictions = new float[ROWS * COLUMNS];
        Arrays.fill(gradient, 77f);
        Arrays.fill(predictions, 77f);
        loss.lossAndGradient(examples.outputs, targets, 10, COLUMNS, gradient);
        loss.predictions(examples.outputs, 10, COLUMNS, predictions);
        assertThat(Arrays.copyOfRange(gradient, 10 * COLUMNS, gradient.length)).containsOnly(77f);
        assertThat(Arrays.copyOfRange(predictions, 10 * COLUMNS, predictions.length))
                .containsOnly(77f);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void predictionsOfClassesKeepTheOrderOfTheOutputs(LossFunction loss) {
        Examples examples = Examples.random(loss, 9);
        float[] predictions = new float[ROWS * COLUMNS];
        loss.predictions(examples.outputs, ROWS, COLUMNS, predictions);
        for (int i = 0; i < ROWS * COLUMNS; i += COLUMNS) {
            for (int j = i + 1; j < i + COLUMNS; j++) {
                assertThat(Float.compare(predictions[j], predictions[i]))
                        .isEqualTo(Float.compare(examples.outputs[j], examples.outputs[i]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void supportedTargetsAreValid(LossFunction loss) {
        loss.validateColumns(COLUMNS);
        for (float target : Examples.random(loss, 10).targets) {
            loss.validateTarget(target, COLUMNS);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void nonFiniteTargetsAreErrors(LossFunction loss) {
        for (float target : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> loss.validateTarget(target, COLUMNS))
                    .isInstanceOf(DataException.class)
                    .hasMessageMatching("Invalid label: " + target + " \\(.+\\)");
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void targetsOutOfRangeAreErrors(LossFunction loss) {
        boolean index = loss.task() == Task.MULTICLASS && loss.targetColumns(COLUMNS) == 1;
        boolean probability = loss.task() != Task.REGRESSION && !index;
        boolean logarithm = loss instanceof KlDiv divergence && divergence.logTarget();
        List<String> invalid = List.of();
        if (index) {
            invalid = List.of("-1", Integer.toString(COLUMNS), "0.5");
        } else if (probability && !logarithm) {
            invalid = List.of("-0.1", "1.1");
        }
        for (String target : invalid) {
            assertThatThrownBy(() -> loss.validateTarget(Float.parseFloat(target), COLUMNS))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("Invalid label: " + target + " (");
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void weightCountMustMatchColumns(LossFunction loss) {
        boolean weighted = loss.toString().contains(UNEVEN.toString());
        if (weighted) {
            assertThatThrownBy(() -> loss.validateColumns(COLUMNS + 1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("weight: 4 weights (must be one for each of the 5 outputs");
        } else {
            loss.validateColumns(COLUMNS + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lossesOverClassesNeedTwoColumns(LossFunction loss) {
        if (loss.task() == Task.MULTICLASS) {
            assertThatThrownBy(() -> loss.validateColumns(1))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("Cannot use loss ");
        }
    }
}

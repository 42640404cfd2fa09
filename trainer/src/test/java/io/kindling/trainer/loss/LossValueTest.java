package io.kindling.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.CrossEntropy.TargetType;
import io.kindling.trainer.loss.KlDiv.Reduction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values computed by hand, for cases without reference vectors. */
final class LossValueTest {

    private static LossSum loss(LossFunction loss, float[] outputs, float[] targets, float[] gradient) {
        int columns = loss.targetColumns(5) == 1 ? outputs.length / targets.length : outputs.length;
        int n = outputs.length / columns;
        Targets read = new Targets(targets, loss.targetColumns(columns), null);
        return loss.lossAndGradient(outputs, read, n, columns, gradient);
    }

    @Test
    void hingeDividesByExamplesOnly() {
        float[] gradient = new float[6];
        LossSum sum =
                loss(new MulticlassHinge(), new float[] {3f, 2.5f, -1f, 0f, 2f, 1.5f}, new float[] {0, 2}, gradient);
        assertThat(sum).isEqualTo(new LossSum(0.5 + 1.5, 2));
        assertThat(gradient).containsExactly(-1f, 1f, 0f, 0f, 1f, -1f);
    }

    @Test
    void hingeAtTheMarginHasNoGradient() {
        float[] gradient = new float[2];
        LossSum sum = loss(new MulticlassHinge(), new float[] {2f, 1f}, new float[] {0}, gradient);
        assertThat(sum.sum()).isZero();
        assertThat(gradient).containsExactly(-0f, 0f);
    }

    @Test
    void ignoredExamplesDoNotCount() {
        float[] outputs = {1f, 2f, 3f, 3f, 2f, 1f};
        for (LossFunction loss : List.of(
                new Nll(List.of(2.0, 3.0, 4.0), 255),
                new CrossEntropy(List.of(2.0, 3.0, 4.0), 0.1, 255, TargetType.CLASS_INDICES))) {
            float[] gradient = {7f, 7f, 7f, 7f, 7f, 7f};
            LossSum both = loss(loss, outputs, new float[] {255, 1}, gradient);
            LossSum second = loss(loss, new float[] {3f, 2f, 1f}, new float[] {1}, null);
            assertThat(both).isEqualTo(second);
            assertThat(both.divisor()).isEqualTo(3);
            assertThat(gradient).startsWith(0f, 0f, 0f);
            assertThatCode(() -> loss.validateTarget(255, 3)).doesNotThrowAnyException();
        }
    }

    @Test
    void maskedLogitsOfOtherClassesAreAllowed() {
        float[] gradient = new float[3];
        float[] outputs = {0f, Float.NEGATIVE_INFINITY, 0f};
        LossSum sum = loss(new CrossEntropy(), outputs, new float[] {0}, gradient);
        assertThat(sum.sum()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(gradient).containsExactly(-0.5f, 0f, 0.5f);
    }

    @Test
    void divergenceIsZeroWhereTheTargetIsZero() {
        float[] gradient = new float[2];
        LossSum sum =
                loss(new KlDiv(false, Reduction.BATCHMEAN), new float[] {-3f, -0.5f}, new float[] {0, 1}, gradient);
        assertThat(sum).isEqualTo(new LossSum(0.5, 1));
        assertThat(gradient).containsExactly(-0f, -1f);
    }

    @Test
    void fullPoissonAddsStirlingAboveOne() {
        float[] outputs = {0f, 0f};
        float[] targets = {1f, 4f};
        double plain = loss(new PoissonNll(), outputs, targets, null).sum();
        double full =
                loss(new PoissonNll(true, true, 1e-8), outputs, targets, null).sum();
        assertThat(plain).isEqualTo(2);
        assertThat(full - plain).isCloseTo(4 * Math.log(4) - 4 + Math.log(8 * Math.PI) / 2, within(1e-12));
    }

    @Test
    void poissonOfRatesUsesTheirLogarithm() {
        LossSum sum = loss(new PoissonNll(false, false, 0.5), new float[] {1.5f}, new float[] {3}, null);
        assertThat(sum.sum()).isCloseTo(1.5 - 3 * Math.log(2), within(1e-12));
    }

    @Test
    void derivativesAtKinksMatchTheReference() {
        float[] gradient = new float[3];
        loss(new L1(), new float[] {1f, 2f, 3f}, new float[] {1f, 3f, 2f}, gradient);
        assertThat(gradient).containsExactly(0f, -1f, 1f);
        loss(new SmoothL1(0), new float[] {1f, 2f, 3f}, new float[] {1f, 3f, 2f}, gradient);
        assertThat(gradient).containsExactly(0f, -1f, 1f);
    }

    @Test
    void invalidOptionsAreErrors() {
        assertThatThrownBy(() -> new MultiMargin(3, 1, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid multiMargin.p: 3 (must be 1 or 2)");
        assertThatThrownBy(() -> new CrossEntropy(List.of(), 1.5, -100, TargetType.CLASS_INDICES))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid crossEntropy.labelSmoothing: 1.5 (must be from 0 to 1)");
        assertThatThrownBy(() -> new CrossEntropy(List.of(), 0, 1, TargetType.PROBABILITIES))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Nll(List.of(1.0, -2.0), -100))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid nll.weight.1: -2.0 (must be 0 or a positive number)");
        assertThatThrownBy(() -> new Nll(List.of(0.0, 0.0), -100))
                .hasMessage("Invalid nll.weight: [0.0, 0.0] (at least one must be positive)");
        assertThatThrownBy(() -> new Huber(0)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new SmoothL1(Double.NaN)).isInstanceOf(ConfigurationException.class);
    }
}

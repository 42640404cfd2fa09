package io.kindling.trainer.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.Choices;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every regularizer. */
final class RegularizerContractTest {
    private static final Layout LAYOUT = Layout.of(
            List.of(slot("weight", 4, Role.WEIGHT), slot("bias", 2, Role.BIAS), slot("scale", 1, Role.NORMALIZATION)));
    private static final float[] PARAMETERS = {0.5f, -1.25f, 2f, -0.75f, 3f, -1f, 1.5f};
    private static final int WEIGHTS = 4;

    private static Slot slot(String name, int length, Role role) {
        return new Slot(name, List.of(length), role, new Zeros(), length, length);
    }

    static List<Regularizer> regularizers() {
        return Choices.instances(
                Regularizer.class,
                List.of(
                        new L1Penalty(0.3),
                        new L1Penalty(0.3, Scope.ALL),
                        new L2Penalty(0.3),
                        new L2Penalty(0.3, Scope.ALL),
                        new ElasticNet(0.3, 0.2),
                        new ElasticNet(0.3, 0.2, Scope.ALL)));
    }

    private static boolean reachesAll(Regularizer regularizer) {
        return regularizer.toString().contains("ALL");
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void gradientIsTheSlopeOfThePenalty(Regularizer regularizer) {
        float[] gradient = new float[PARAMETERS.length];
        regularizer.addGradient(PARAMETERS, gradient, LAYOUT);
        float h = 0x1p-10f;
        for (int i = 0; i < gradient.length; i++) {
            float[] above = PARAMETERS.clone();
            float[] below = PARAMETERS.clone();
            above[i] += h;
            below[i] -= h;
            double slope = (regularizer.penalty(above, LAYOUT) - regularizer.penalty(below, LAYOUT)) / (2 * h);
            assertThat((double) gradient[i]).isCloseTo(slope, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void gradientIsAddedAndParametersDoNotChange(Regularizer regularizer) {
        float[] alone = new float[PARAMETERS.length];
        regularizer.addGradient(PARAMETERS, alone, LAYOUT);
        float[] gradient = {1f, 2f, 3f, 4f, 5f, 6f, 7f};
        float[] parameters = PARAMETERS.clone();
        regularizer.addGradient(parameters, gradient, LAYOUT);
        for (int i = 0; i < gradient.length; i++) {
            assertThat(gradient[i]).isCloseTo(i + 1 + alone[i], within(1e-6f));
        }
        assertThat(parameters).isEqualTo(PARAMETERS);
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void biasesAndNormalizationsAreExcludedByDefault(Regularizer regularizer) {
        float[] gradient = new float[PARAMETERS.length];
        regularizer.addGradient(PARAMETERS, gradient, LAYOUT);
        for (int i = WEIGHTS; i < gradient.length; i++) {
            assertThat(gradient[i] != 0f).isEqualTo(reachesAll(regularizer));
        }
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void zerosHaveNoPenaltyAndNoGradient(Regularizer regularizer) {
        float[] zeros = {0f, -0f, 0f, 0f, 0f, 0f, 0f};
        float[] gradient = new float[zeros.length];
        regularizer.addGradient(zeros, gradient, LAYOUT);
        assertThat(regularizer.penalty(zeros, LAYOUT)).isZero();
        assertThat(gradient).containsOnly(0f);
    }

    @Test
    void penaltiesOfTheWeights() {
        assertThat(new L1Penalty(2).penalty(PARAMETERS, LAYOUT)).isEqualTo(2 * 4.5);
        assertThat(new L2Penalty(2).penalty(PARAMETERS, LAYOUT)).isEqualTo(6.375);
        assertThat(new ElasticNet(2, 2).penalty(PARAMETERS, LAYOUT)).isEqualTo(9 + 6.375);
        assertThat(new NoPenalty().penalty(PARAMETERS, LAYOUT)).isZero();
    }

    @Test
    void negativeStrengthsAreErrors() {
        assertThatThrownBy(() -> new L1Penalty(-1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid l1.strength: -1.0 (must be 0 or a positive number)");
        assertThatThrownBy(() -> new L2Penalty(Double.POSITIVE_INFINITY)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new ElasticNet(0, Double.NaN)).isInstanceOf(ConfigurationException.class);
    }
}

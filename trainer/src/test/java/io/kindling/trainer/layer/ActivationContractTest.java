package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.Choices;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Image;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every activation. */
final class ActivationContractTest {

    static List<Activation> activations() {
        return Choices.instances(
                Activation.class,
                List.of(
                        new LeakyRelu(0.2),
                        new Elu(0.5),
                        new Softplus(2, 20),
                        new Hardtanh(-2, 0.5),
                        new Gelu(Gelu.Approximation.TANH)));
    }

    /** From -6.14 to 6.11, a tenth away from every kink. */
    private static float[] awayFromKinks() {
        float[] x = new float[50];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 25) / 4f + 0.11f;
        }
        return x;
    }

    private static float[] activated(Activation activation, float[] x) {
        float[] y = new float[x.length];
        activation.activate(x, y, x.length);
        return y;
    }

    private static float[] differentiated(Activation activation, float[] x, float[] dy) {
        float[] dx = new float[x.length];
        activation.differentiate(x, activated(activation, x), dy, dx, x.length);
        return dx;
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1f);
        return ones;
    }

    @ParameterizedTest
    @MethodSource("activations")
    void derivativeIsTheSlope(Activation activation) {
        float[] x = awayFromKinks();
        float h = 0x1p-6f;
        float[] above = x.clone();
        float[] below = x.clone();
        for (int i = 0; i < x.length; i++) {
            above[i] += h;
            below[i] -= h;
        }
        float[] high = activated(activation, above);
        float[] low = activated(activation, below);
        float[] slope = differentiated(activation, x, ones(x.length));
        for (int i = 0; i < x.length; i++) {
            double step = (double) above[i] - below[i];
            assertThat((double) slope[i]).as("at %s", x[i]).isCloseTo(((double) high[i] - low[i]) / step, within(3e-4));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void gradientIsTheDerivativeTimesTheUpstreamGradient(Activation activation) {
        float[] x = awayFromKinks();
        float[] dy = new float[x.length];
        Arrays.fill(dy, -2f);
        float[] once = differentiated(activation, x, ones(x.length));
        float[] twice = differentiated(activation, x, dy);
        for (int i = 0; i < x.length; i++) {
            assertThat(twice[i]).isCloseTo(-2f * once[i], within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void hugeAndTinyInputsGiveFiniteResults(Activation activation) {
        float[] x = {1e4f, -1e4f, 700f, -700f, 89f, -89f, 1e-30f, -1e-30f, 0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE};
        for (float value : activated(activation, x)) {
            assertThat(value).isFinite();
        }
        for (float value : differentiated(activation, x, ones(x.length))) {
            assertThat(value).isFinite().isBetween(-0.2f, 1.8f);
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void valuesAreIndependent(Activation activation) {
        float[] x = awayFromKinks();
        float[] y = activated(activation, x);
        float[] dx = differentiated(activation, x, ones(x.length));
        for (int i = 0; i < x.length; i++) {
            assertThat(activated(activation, new float[] {x[i]})[0]).isEqualTo(y[i]);
            assertThat(differentiated(activation, new float[] {x[i]}, ones(1))[0])
                    .isEqualTo(dx[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void inputsAndExtraValuesDoNotChange(Activation activation) {
        float[] x = awayFromKinks();
        float[] y = new float[x.length];
        float[] dx = new float[x.length];
        Arrays.fill(y, 77f);
        Arrays.fill(dx, 77f);
        float[] dy = ones(x.length);
        activation.activate(x, y, 10);
        float[] kept = y.clone();
        activation.differentiate(x, y, dy, dx, 10);
        assertThat(x).isEqualTo(awayFromKinks());
        assertThat(y).isEqualTo(kept);
        assertThat(dy).containsOnly(1f);
        assertThat(Arrays.copyOfRange(y, 10, y.length)).containsOnly(77f);
        assertThat(Arrays.copyOfRange(dx, 10, dx.length)).containsOnly(77f);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void keepsTheShapeAndHasNoParameters(Activation activation) {
        Image image = new Image(3, 4, 5);
        assertThat(activation.outputShape(image)).isEqualTo(image);
        assertThat(activation.parameters(image)).isEmpty();
        assertThat(activation.buffers(image)).isEmpty();
    }

    @Test
    void defaultsMatchTheReference() {
        assertThat(new LeakyRelu()).isEqualTo(new LeakyRelu(0.01));
        assertThat(new Elu()).isEqualTo(new Elu(1));
        assertThat(new Softplus()).isEqualTo(new Softplus(1, 20));
        assertThat(new Hardtanh()).isEqualTo(new Hardtanh(-1, 1));
        assertThat(new Gelu()).isEqualTo(new Gelu(Gelu.Approximation.NONE));
    }

    @Test
    void invalidOptionsAreErrors() {
        assertThatThrownBy(() -> new Hardtanh(1, 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid hardtanh.maxVal: 1.0 (must be above minVal, 1.0)");
        assertThatThrownBy(() -> new Softplus(0, 20))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid softplus.beta: 0.0 (must be a positive number)");
        assertThatThrownBy(() -> new LeakyRelu(Double.NaN)).isInstanceOf(ConfigurationException.class);
    }
}

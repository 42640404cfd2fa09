package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** exp, sigmoid and tanh compared with {@link StrictMath}, over all magnitudes of floats. */
final class ElementaryFunctionTest {
    /** Maximum error in units in the last place; 0.5 is correct rounding. */
    private static final double ALLOWED = 0.53;

    /** Distance between tested floats. */
    private static final int STRIDE = 4001;

    /** A function over a range. */
    interface Kernel {
        void apply(float[] x, int fromX, float[] y, int fromY, int length);
    }

    /** A kernel and its exact function. */
    record Case(String name, Kernel kernel, DoubleUnaryOperator exact) {
        float of(float x) {
            float[] y = new float[1];
            kernel.apply(new float[] {x}, 0, y, 0, 1);
            return y[0];
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("exp", Exponential::exp, StrictMath::exp),
                new Case("sigmoid", Logistic::sigmoid, x -> 1 / (1 + StrictMath.exp(-x))),
                new Case("tanh", HyperbolicTangent::tanh, StrictMath::tanh));
    }

    /** All finite floats, in ascending order, by steps. */
    private static float[] sweep() {
        int count = Float.floatToIntBits(Float.MAX_VALUE) / STRIDE;
        float[] values = new float[2 * count + 1];
        for (int i = 1; i <= count; i++) {
            values[count + i] = Float.intBitsToFloat(i * STRIDE);
            values[count - i] = -values[count + i];
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void accurateAndMonotoneOverAllFloats(Case function) {
        float[] x = sweep();
        float[] y = new float[x.length];
        function.kernel.apply(x, 0, y, 0, x.length);
        double worst = 0;
        float worstAt = 0;
        for (int i = 0; i < x.length; i++) {
            double exact = function.exact.applyAsDouble(x[i]);
            double error = (float) exact == y[i] ? 0 : Math.abs(y[i] - exact) / Math.ulp((float) exact);
            if (!(error <= worst)) {
                worst = error;
                worstAt = x[i];
            }
            assertThat(i > 0 && y[i] < y[i - 1]).as("falls at %s", x[i]).isFalse();
        }
        assertThat(worst).as("at %s", worstAt).isLessThan(ALLOWED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void limits(Case function) {
        assertThat(function.of(Float.NaN)).isNaN();
        for (float x : new float[] {Float.NEGATIVE_INFINITY, -1e4f, 0f, 1e4f, Float.POSITIVE_INFINITY}) {
            assertThat(function.of(x)).isEqualTo((float) function.exact.applyAsDouble(x));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sameBitsInPlaceAndAtEveryOffset(Case function) {
        float[] x = new float[1300];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 650) * 0.01f;
        }
        for (int from : new int[] {0, 1, 7, 130}) {
            int length = x.length - from;
            float[] elsewhere = new float[x.length + 3];
            function.kernel.apply(x, from, elsewhere, 3, length);
            float[] inPlace = x.clone();
            function.kernel.apply(inPlace, from, inPlace, from, length);
            for (int i = 0; i < length; i++) {
                assertThat(elsewhere[3 + i]).isEqualTo(function.of(x[from + i])).isEqualTo(inPlace[from + i]);
            }
            for (int i = 0; i < from; i++) {
                assertThat(inPlace[i]).isEqualTo(x[i]);
            }
        }
    }
}

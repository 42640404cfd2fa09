package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ReductionTest {

    private static float[] ramp(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i - 3;
        }
        return values;
    }

    @Test
    void sumOfSquaresOfEveryRange() {
        float[] values = ramp(40);
        for (int from = 0; from <= values.length; from++) {
            for (int to = from; to <= values.length; to++) {
                double expected = 0;
                for (int i = from; i < to; i++) {
                    expected += values[i] * values[i];
                }
                assertThat(SumOfSquares.of(values, from, to)).isEqualTo(expected);
            }
        }
    }

    @Test
    void sumOfSquaresIsInDouble() {
        float[] values = new float[1 << 20];
        Arrays.fill(values, 0.1f);
        assertThat(SumOfSquares.of(values, 0, values.length)).isCloseTo((1 << 20) * (double) 0.1f * 0.1f, within(1e-6));
        assertThat(SumOfSquares.of(new float[] {Float.MAX_VALUE}, 0, 1)).isFinite();
    }

    @Test
    void columnSumsAreAddedInPlace() {
        float[] target = ramp(6);
        ColumnSums.addTo(ramp(12), 4, 3, target, 2);
        assertThat(target).containsExactly(-3, -2, -1 + 6, 0 + 10, 1 + 14, 2);
    }

    @Test
    void everyPositionIsChecked() {
        float[] values = ramp(5000);
        assertThat(Finite.all(values)).isTrue();
        assertThat(Finite.all(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE})).isTrue();
        assertThat(Finite.all(new float[0])).isTrue();
        for (int i = 0; i < values.length; i++) {
            float good = values[i];
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                values[i] = bad;
                assertThat(Finite.all(values)).isFalse();
                assertThat(Finite.all(values, i + 1, values.length)).isTrue();
            }
            values[i] = good;
        }
    }
}

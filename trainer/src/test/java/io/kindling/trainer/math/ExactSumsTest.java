package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ExactSumsTest {

    @Property
    void sumsAreExactForAnyFiniteFloats(@ForAll @Size(max = 50) List<Integer> bits) {
        ExactSums values = ExactSums.ofValues(1);
        ExactSums squares = ExactSums.ofSquares(1);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal squareSum = BigDecimal.ZERO;
        for (int b : bits) {
            float value = Float.intBitsToFloat(b);
            if (!Float.isFinite(value)) {
                continue;
            }
            values.addValues(new float[] {value}, 0);
            squares.addSquares(new float[] {value}, 0);
            BigDecimal exact = new BigDecimal(value);
            sum = sum.add(exact);
            squareSum = squareSum.add(exact.multiply(exact));
        }
        BigDecimal unit = new BigDecimal(Math.scalb(1.0, -149));
        assertThat(new BigDecimal(values.units(0)).multiply(unit)).isEqualByComparingTo(sum);
        assertThat(new BigDecimal(squares.units(0)).multiply(unit).multiply(unit))
                .isEqualByComparingTo(squareSum);
    }

    @Test
    void mergingAddsEachColumn() {
        float[] rows = {1e30f, -1, -1e30f, 3, Float.MIN_VALUE, 5};
        ExactSums all = ExactSums.ofValues(2);
        ExactSums a = ExactSums.ofValues(2);
        ExactSums b = ExactSums.ofValues(2);
        for (int row = 0; row < 3; row++) {
            all.addValues(rows, 2 * row);
            (row < 1 ? a : b).addValues(rows, 2 * row);
        }
        a.merge(b);
        ExactSums read = ExactSums.valuesFrom(a.words());
        assertThat(List.of(a.units(0), read.units(0)))
                .containsOnly(all.units(0))
                .containsOnly(BigInteger.ONE);
        assertThat(List.of(a.units(1), read.units(1)))
                .containsOnly(all.units(1))
                .containsOnly(BigInteger.valueOf(7).shiftLeft(149));
    }
}

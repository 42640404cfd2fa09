package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NumberTextTest {
    @Test
    void equalNumbersHaveTheSameText() {
        for (Object one :
                List.of((byte) 1, (short) 1, 1, 1L, 1f, 1.0, new BigDecimal("1.00"), new BigDecimal("1E+0"))) {
            assertThat(NumberText.of(one)).as("%s", one.getClass()).isEqualTo("1");
        }
        assertThat(NumberText.of(0.1f)).isEqualTo(NumberText.of(0.1)).isEqualTo("0.1");
        assertThat(NumberText.of(-0.0)).isEqualTo(NumberText.of(-0f)).isEqualTo(NumberText.of(new BigDecimal("0.00")));
        assertThat(NumberText.of(0x1p60)).isEqualTo(NumberText.of(1L << 60)).isEqualTo("1152921504606846976");
        assertThat(NumberText.of(2e-3)).isEqualTo("0.002");
        assertThat(NumberText.of(Double.NaN)).isNull();
        assertThat(NumberText.of(Float.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void veryLargeAndVerySmallNumbersHaveExponents() {
        assertThat(NumberText.of(1e39)).isEqualTo("1" + "0".repeat(39));
        assertThat(NumberText.of(1e40))
                .isEqualTo(NumberText.of(new BigDecimal("1E40")))
                .isEqualTo("1E+40");
        assertThat(NumberText.of(-1.5e300)).isEqualTo("-1.5E+300");
        assertThat(NumberText.of(1e-39)).isEqualTo("0." + "0".repeat(38) + "1");
        assertThat(NumberText.of(2.5e-40)).isEqualTo("2.5E-40");
        assertThat(NumberText.parse("1e999999999", "decimal")).isEqualTo("Infinity");
        assertThat(NumberText.parse("1e-999999999", "decimal")).isEqualTo("0");
    }

    /** Double.toString of 2^-44 changed in JDK 19, which prints one digit less. */
    @Test
    void textDoesNotDependOnTheJvm() {
        assertThat(NumberText.of(0x1p-44)).isEqualTo("0.00000000000005684341886080802");
        assertThat(NumberText.of(2.0e-3f)).isEqualTo("0.002");
    }

    @Test
    void everyTextParsesToItsNumber() {
        RandomStream random = RandomStream.of(3, Purpose.INITIALIZATION);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.bits(i));
            float small = Float.intBitsToFloat((int) random.bits(i));
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(NumberText.of(value))).isEqualTo(value);
                assertThat(NumberText.parse(Double.toString(value), "double")).isEqualTo(NumberText.of(value));
            }
            if (Float.isFinite(small)) {
                assertThat(Float.parseFloat(NumberText.of(small))).isEqualTo(small);
                assertThat(NumberText.ofWidenedFloat(small)).isEqualTo(NumberText.of(small));
            }
        }
    }
}

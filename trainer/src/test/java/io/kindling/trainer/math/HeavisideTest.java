package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeavisideTest {

    @Property(tries = 2000)
    void isOneExactlyForPositiveNumbers(@ForAll int bits) {
        float value = Float.intBitsToFloat(bits);
        if (!Float.isNaN(value)) {
            assertThat(Heaviside.step(value)).isEqualTo(value > 0 ? 1f : 0f);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_VALUE, Float.MIN_NORMAL, 1f, Float.MAX_VALUE, Float.POSITIVE_INFINITY})
    void positiveNumbersOfAnySizeGiveOne(float value) {
        assertThat(Heaviside.step(value)).isEqualTo(1f);
        assertThat(Heaviside.step(-value)).isEqualTo(0f);
    }
}

package io.kindling.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ImpossibleValues;
import io.kindling.trainer.layout.Layout;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClippingTest {
    private static final Layout LAYOUT = Specimens.LAYOUT;

    @Test
    void everyClippingRejectsInvalidValues() throws ReflectiveOperationException {
        List<Clipping> all = List.of(new ClipByGlobalNorm(1), new ClipByValue(1));
        assertThat(Specimens.kinds(all)).isEqualTo(Specimens.permitted(Clipping.class));
        for (Clipping clipping : all) {
            ImpossibleValues.areRefused((Record) clipping);
        }
    }

    @Test
    void theDefaultNormIsEuclidean() {
        assertThat(new ClipByGlobalNorm(3).normType()).isEqualTo(Norm.L2);
    }

    @ParameterizedTest
    @EnumSource
    void aClippedGradientHasTheMaximumNorm(Norm norm) {
        float[] gradient = Specimens.numbers(LAYOUT.length(), 1);
        ClipByGlobalNorm clipping = new ClipByGlobalNorm(0.25, norm);
        clipping.clip(gradient, LAYOUT.slices());
        assertThat(clipping.totalNorm(gradient, LAYOUT.slices())).isCloseTo(0.25, within(1e-6));
        assertThat(norm.of(gradient, 0, LAYOUT.length())).isCloseTo(0.25, within(1e-6));
    }

    @Property
    void aSmallGradientDoesNotChange(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        float[] gradient = Specimens.numbers(LAYOUT.length(), seed);
        float[] before = gradient.clone();
        new ClipByGlobalNorm(10).clip(gradient, LAYOUT.slices());
        new ClipByValue(1).clip(gradient, LAYOUT.slices());
        assertThat(gradient).containsExactly(before);
    }

    @Test
    void normsDoNotUnderflowOrOverflow() {
        assertThat(Norm.L2.of(new float[] {3e-30f, 4e-30f}, 0, 2)).isCloseTo(5e-30, within(1e-36));
        assertThat(Norm.L2.of(new float[] {3e30f, 4e30f}, 0, 2)).isCloseTo(5e30, within(1e24));
    }

    @ParameterizedTest
    @EnumSource
    void aNaNGradientStaysNaN(Norm norm) {
        float[] gradient = Specimens.numbers(LAYOUT.length(), 1);
        gradient[3] = Float.NaN;
        new ClipByGlobalNorm(1, norm).clip(gradient, LAYOUT.slices());
        new ClipByValue(1).clip(gradient, LAYOUT.slices());
        assertThat(gradient[3]).isNaN();
    }
}

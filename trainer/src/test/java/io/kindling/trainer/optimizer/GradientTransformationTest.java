package io.kindling.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.error.ImpossibleValues;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every transformation. */
final class GradientTransformationTest {
    private static final int N = 37;
    private static final Step STEP = new Step(3, 0.1);

    static Stream<GradientTransformation> transformations() {
        return Specimens.transformations().stream();
    }

    static Stream<GradientTransformation> elementwise() {
        return transformations().filter(link -> link instanceof Elementwise);
    }

    /** Arrays with values as during training. */
    private static final class Arguments {
        private final float[] update = Specimens.numbers(N, 1);
        private final float[] parameters = Specimens.numbers(N, 2);
        private final float[][] slots;

        Arguments(GradientTransformation link) {
            slots = new float[link.slotNames().size()][N];
            link.initialize(slots);
            link.apply(Specimens.numbers(N, 3), slots, parameters, 0, N, new Step(1, 0.1));
            link.apply(Specimens.numbers(N, 4), slots, parameters, 0, N, new Step(2, 0.1));
        }
    }

    @Test
    void everyTransformationIsTested() {
        assertThat(Specimens.kinds(Specimens.transformations()))
                .isEqualTo(Specimens.permitted(GradientTransformation.class));
    }

    @ParameterizedTest
    @MethodSource("transformations")
    void equalArgumentsGiveEqualBits(GradientTransformation link) {
        Arguments first = new Arguments(link);
        Arguments second = new Arguments(link);
        link.apply(first.update, first.slots, first.parameters, 0, N, STEP);
        link.apply(second.update, second.slots, second.parameters, 0, N, STEP);
        assertThat(second.update).containsExactly(first.update);
        assertThat(second.slots).isDeepEqualTo(first.slots);
    }

    @ParameterizedTest
    @MethodSource("transformations")
    void onlyTheRangeOfTheUpdateChanges(GradientTransformation link) {
        Arguments before = new Arguments(link);
        Arguments after = new Arguments(link);
        link.apply(after.update, after.slots, after.parameters, 5, 30, STEP);
        assertThat(after.parameters).containsExactly(before.parameters);
        assertThat(outside(after.update)).containsExactly(outside(before.update));
        for (int slot = 0; slot < after.slots.length; slot++) {
            assertThat(outside(after.slots[slot])).containsExactly(outside(before.slots[slot]));
        }
    }

    private static float[] outside(float[] values) {
        float[] kept = values.clone();
        Arrays.fill(kept, 5, 30, 0f);
        return kept;
    }

    @ParameterizedTest
    @MethodSource("elementwise")
    void updatingPartsInAnyOrderEqualsUpdatingTheWhole(GradientTransformation link) {
        Arguments whole = new Arguments(link);
        Arguments parts = new Arguments(link);
        link.apply(whole.update, whole.slots, whole.parameters, 0, N, STEP);
        link.apply(parts.update, parts.slots, parts.parameters, 20, N, STEP);
        link.apply(parts.update, parts.slots, parts.parameters, 0, 3, STEP);
        link.apply(parts.update, parts.slots, parts.parameters, 3, 20, STEP);
        assertThat(parts.update).containsExactly(whole.update);
        assertThat(parts.slots).isDeepEqualTo(whole.slots);
    }

    @ParameterizedTest
    @MethodSource("transformations")
    void aGradientOfZeroGivesAFiniteUpdate(GradientTransformation link) {
        float[] update = new float[N];
        float[][] slots = new float[link.slotNames().size()][N];
        link.initialize(slots);
        link.apply(update, slots, new float[N], 0, N, new Step(1, 0.1));
        assertThat(update).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("transformations")
    void invalidValuesAreErrors(GradientTransformation link) throws ReflectiveOperationException {
        ImpossibleValues.areRefused((Record) link);
    }
}

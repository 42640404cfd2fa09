package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecurrentTest {
    private static final int HIDDEN = 3;
    private static final Sequence INPUT = new Sequence(5, 4);
    private static final int N = 2;

    /** Makes the same recurrent layer in several forms. */
    interface Kind {
        Recurrent spec(int numLayers, boolean bidirectional, RecurrentOutput output);
    }

    static Stream<Kind> kinds() {
        return Stream.of((l, b, o) -> new Lstm(HIDDEN, l, b, o), (l, b, o) -> new Gru(HIDDEN, l, b, o));
    }

    @Test
    void namesAndShapesMatchPyTorch() {
        List<Slot> slots = new Lstm(3, 2, true, RecurrentOutput.SEQUENCE).parameters(INPUT);
        assertThat(slots)
                .extracting(s -> s.name() + s.dimensions())
                .containsExactly(
                        "weight_ih_l0[12, 4]",
                        "weight_hh_l0[12, 3]",
                        "bias_ih_l0[12]",
                        "bias_hh_l0[12]",
                        "weight_ih_l0_reverse[12, 4]",
                        "weight_hh_l0_reverse[12, 3]",
                        "bias_ih_l0_reverse[12]",
                        "bias_hh_l0_reverse[12]",
                        "weight_ih_l1[12, 6]",
                        "weight_hh_l1[12, 3]",
                        "bias_ih_l1[12]",
                        "bias_hh_l1[12]",
                        "weight_ih_l1_reverse[12, 6]",
                        "weight_hh_l1_reverse[12, 3]",
                        "bias_ih_l1_reverse[12]",
                        "bias_hh_l1_reverse[12]");
        assertThat(new Gru(3).parameters(INPUT))
                .extracting(s -> s.name() + s.dimensions())
                .containsExactly("weight_ih_l0[9, 4]", "weight_hh_l0[9, 3]", "bias_ih_l0[9]", "bias_hh_l0[9]");
    }

    @Test
    void outputShapes() {
        assertThat(new Lstm(3).outputShape(INPUT)).isEqualTo(new Sequence(5, 3));
        assertThat(new Gru(3, 1, true, RecurrentOutput.SEQUENCE).outputShape(INPUT))
                .isEqualTo(new Sequence(5, 6));
        assertThat(new Gru(3, 2, true, RecurrentOutput.LAST).outputShape(INPUT)).isEqualTo(new Features(6));
        assertThatThrownBy(() -> new Lstm(3).outputShape(new Features(4)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("[4]")
                .hasMessageContaining("it requires a sequence");
        assertThatThrownBy(() -> new Gru(0)).hasMessageContaining("gru.hiddenSize: 0");
    }

    @Test
    void initialValuesAreUniformByHiddenSize() {
        Network network = Network.of(new NetworkSpec(new Sequence(2, 3), List.of(new Lstm(25))));
        float[] parameters = network.initialize(1).parameters();
        for (Slice slice : network.parameters().slices()) {
            double largest = 0;
            for (int i = slice.offset(); i < slice.end(); i++) {
                largest = Math.max(largest, Math.abs(parameters[i]));
            }
            assertThat(largest).as(slice.name()).isBetween(0.18, 0.2);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void lastIsTheFinalStateOfEachDirection(Kind kind) {
        float[] x = SequenceProbe.random(2, N * INPUT.size(), 1);
        float[] all = new SequenceProbe(kind.spec(2, true, RecurrentOutput.SEQUENCE), INPUT).forward(x);
        float[] last = new SequenceProbe(kind.spec(2, true, RecurrentOutput.LAST), INPUT).forward(x);
        int width = 2 * HIDDEN;
        for (int i = 0; i < N; i++) {
            int firstStep = i * INPUT.steps() * width;
            int lastStep = firstStep + (INPUT.steps() - 1) * width;
            for (int j = 0; j < width; j++) {
                assertThat(last[i * width + j]).isEqualTo(all[(j < HIDDEN ? lastStep : firstStep) + j]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void reverseReadsTheSequenceBackwards(Kind kind) {
        SequenceProbe both = new SequenceProbe(kind.spec(1, true, RecurrentOutput.SEQUENCE), INPUT);
        SequenceProbe one = new SequenceProbe(kind.spec(1, false, RecurrentOutput.SEQUENCE), INPUT);
        System.arraycopy(both.parameters, one.parameters.length, one.parameters, 0, one.parameters.length);
        float[] x = SequenceProbe.random(2, INPUT.size(), 1);
        float[] y = both.forward(x);
        float[] mirrored = one.forward(reversed(x, INPUT.features()));
        float[] half = reversed(mirrored, HIDDEN);
        for (int step = 0; step < INPUT.steps(); step++) {
            for (int j = 0; j < HIDDEN; j++) {
                assertThat(y[step * 2 * HIDDEN + HIDDEN + j]).isEqualTo(half[step * HIDDEN + j]);
            }
        }
    }

    private static float[] reversed(float[] steps, int values) {
        float[] reversed = new float[steps.length];
        for (int i = 0; i < steps.length; i += values) {
            System.arraycopy(steps, i, reversed, steps.length - values - i, values);
        }
        return reversed;
    }

    /** A sequence in two parts with carried states gives the same outputs and gradients as the whole sequence. */
    @ParameterizedTest
    @MethodSource("kinds")
    void statesCarryOver(Kind kind) {
        Recurrent spec = kind.spec(2, false, RecurrentOutput.SEQUENCE);
        int features = INPUT.features();
        int row = N * features;
        int out = N * HIDDEN;
        float[] x = SequenceProbe.random(2, 6 * row, 1);
        float[] dy = SequenceProbe.random(3, 6 * out, 1);

        Part whole = new Part(spec, 6);
        whole.forward(x, null);
        float[] dx = whole.backward(dy, null, state(spec));

        Part early = new Part(spec, 2);
        RecurrentState between = early.forward(Arrays.copyOfRange(x, 0, 2 * row), null);
        Part late = new Part(spec, 4);
        late.forward(Arrays.copyOfRange(x, 2 * row, 6 * row), between);
        RecurrentState dBetween = state(spec);
        float[] dLate = late.backward(Arrays.copyOfRange(dy, 2 * out, 6 * out), null, dBetween);
        assertThat(dBetween.hidden()).doesNotContain(0f);
        float[] dEarly = early.backward(Arrays.copyOfRange(dy, 0, 2 * out), dBetween, state(spec));

        assertClose(early.output(), Arrays.copyOfRange(whole.output(), 0, 2 * out));
        assertClose(late.output(), Arrays.copyOfRange(whole.output(), 2 * out, 6 * out));
        assertClose(dEarly, Arrays.copyOfRange(dx, 0, 2 * row));
        assertClose(dLate, Arrays.copyOfRange(dx, 2 * row, 6 * row));
        float[] sum = early.probe.gradient.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += late.probe.gradient[i];
        }
        assertClose(sum, whole.probe.gradient);
    }

    private static RecurrentState state(Recurrent spec) {
        int length = spec.numLayers() * N * spec.width();
        return new RecurrentState(new float[length], new float[length]);
    }

    private static void assertClose(float[] got, float[] want) {
        assertThat(got).hasSameSizeAs(want);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("value " + i).isCloseTo(want[i], within(2e-5f));
        }
    }

    /** A stack over some of the steps. */
    private static final class Part {
        private final SequenceProbe probe;
        private final Recurrent spec;
        private final RecurrentStack stack;
        private final Pass pass;
        private final int steps;

        Part(Recurrent spec, int steps) {
            this.spec = spec;
            this.steps = steps;
            this.probe = new SequenceProbe(spec, new Sequence(steps, INPUT.features()));
            this.stack = new RecurrentStack(spec, probe.binding);
            this.pass = probe.pass(new Workspace());
        }

        RecurrentState forward(float[] x, RecurrentState first) {
            System.arraycopy(x, 0, stack.input(pass, N), 0, x.length);
            stack.forward(pass, N, first);
            RecurrentState last = state(spec);
            stack.lastStates(pass, N, last);
            return last;
        }

        float[] output() {
            int block = N * spec.width();
            return Arrays.copyOfRange(stack.states(pass, N), block, (steps + 1) * block);
        }

        float[] backward(float[] dy, RecurrentState last, RecurrentState first) {
            float[] dStates = stack.stateGradient(pass, N);
            Arrays.fill(dStates, Float.NaN);
            System.arraycopy(dy, 0, dStates, N * spec.width(), dy.length);
            float[] dx = new float[steps * N * INPUT.features()];
            stack.backward(pass, N, last, dx, first);
            return dx;
        }
    }
}

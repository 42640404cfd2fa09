package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Slot;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every sequence layer. */
final class SequenceLayerLawTest {
    private static final Sequence INPUT = new Sequence(4, 6);
    private static final int N = 3;

    static Stream<LayerSpec> layers() {
        return Stream.of(
                new Lstm(3),
                new Lstm(3, 2, false, RecurrentOutput.LAST),
                new Lstm(2, 3, true, RecurrentOutput.SEQUENCE),
                new Lstm(2, 2, true, RecurrentOutput.LAST),
                new Gru(3),
                new Gru(3, 2, false, RecurrentOutput.LAST),
                new Gru(2, 3, true, RecurrentOutput.SEQUENCE),
                new Gru(2, 2, true, RecurrentOutput.LAST),
                new MultiheadAttention(2),
                new MultiheadAttention(3, true, false),
                new PositionalEncoding(),
                new MeanOverTime());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientIsTheSlope(LayerSpec spec) {
        SequenceProbe probe = new SequenceProbe(spec, INPUT);
        float[] x = SequenceProbe.random(2, N * INPUT.size(), 1);
        float[] dy = SequenceProbe.random(3, N * spec.outputShape(INPUT).size(), 1);
        Pass pass = probe.pass(new Workspace());
        float[] dx = probe.backward(pass, x, probe.forward(pass, x, N), dy, N);
        assertSlope("input", x, dx, () -> probe.scalar(x, dy));
        assertSlope("parameter", probe.parameters, probe.gradient, () -> probe.scalar(x, dy));
    }

    /** Central differences with Richardson's extrapolation, so the step can be large compared with float rounding. */
    private static void assertSlope(String what, float[] values, float[] gradient, DoubleSupplier scalar) {
        for (int i = 0; i < values.length; i++) {
            double wide = slope(values, i, 0.04f, scalar);
            double narrow = slope(values, i, 0.02f, scalar);
            double slope = (4 * narrow - wide) / 3;
            assertThat((double) gradient[i]).as(what + " " + i).isCloseTo(slope, within(5e-4 + 1e-3 * Math.abs(slope)));
        }
    }

    private static double slope(float[] values, int i, float step, DoubleSupplier scalar) {
        float kept = values[i];
        values[i] = kept + step;
        double above = scalar.getAsDouble();
        double width = values[i];
        values[i] = kept - step;
        double below = scalar.getAsDouble();
        width -= values[i];
        values[i] = kept;
        return (above - below) / width;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientIsAdded(LayerSpec spec) {
        SequenceProbe probe = new SequenceProbe(spec, INPUT);
        float[] x = SequenceProbe.random(2, N * INPUT.size(), 1);
        float[] dy = SequenceProbe.random(3, N * spec.outputShape(INPUT).size(), 1);
        Pass pass = probe.pass(new Workspace());
        float[] y = probe.forward(pass, x, N);
        float[] dx = probe.backward(pass, x, y, dy, N);
        float[] once = probe.gradient.clone();
        float[] again = probe.backward(pass, x, y, dy, N);
        assertThat(again).as("dx is overwritten").isEqualTo(dx);
        for (int i = 0; i < once.length; i++) {
            assertThat(probe.gradient[i]).isCloseTo(2 * once[i], within(1e-4f));
        }
        assertThat(x).as("x is only read").isEqualTo(SequenceProbe.random(2, N * INPUT.size(), 1));
        assertThat(dy)
                .as("dy is only read")
                .isEqualTo(SequenceProbe.random(3, N * spec.outputShape(INPUT).size(), 1));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void inputGradientIsOptional(LayerSpec spec) {
        float[] x = SequenceProbe.random(2, N * INPUT.size(), 1);
        float[] dy = SequenceProbe.random(3, N * spec.outputShape(INPUT).size(), 1);
        SequenceProbe with = new SequenceProbe(spec, INPUT);
        Pass pass = with.pass(new Workspace());
        with.backward(pass, x, with.forward(pass, x, N), dy, N);
        SequenceProbe without = new SequenceProbe(spec, INPUT);
        Pass other = without.pass(new Workspace());
        without.layer.backward(other, x, without.forward(other, x, N), dy, null, N);
        assertThat(without.gradient).isEqualTo(with.gradient);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void examplesAreIndependent(LayerSpec spec) {
        SequenceProbe probe = new SequenceProbe(spec, INPUT);
        float[] x = SequenceProbe.random(2, N * INPUT.size(), 1);
        float[] y = probe.forward(x);
        int outputs = spec.outputShape(INPUT).size();
        for (int i = 0; i < N; i++) {
            float[] alone = probe.forward(Arrays.copyOfRange(x, i * INPUT.size(), (i + 1) * INPUT.size()));
            assertThat(alone).isEqualTo(Arrays.copyOfRange(y, i * outputs, (i + 1) * outputs));
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aWorkspaceIsReusableForFewerExamples(LayerSpec spec) {
        SequenceProbe probe = new SequenceProbe(spec, INPUT);
        Pass used = probe.pass(new Workspace());
        float[] wild = SequenceProbe.random(4, 5 * INPUT.size(), 30);
        float[] wildDy = SequenceProbe.random(5, 5 * spec.outputShape(INPUT).size(), 30);
        probe.backward(used, wild, probe.forward(used, wild, 5), wildDy, 5);

        float[] x = SequenceProbe.random(2, 2 * INPUT.size(), 1);
        float[] dy = SequenceProbe.random(3, 2 * spec.outputShape(INPUT).size(), 1);
        Arrays.fill(probe.gradient, 0f);
        float[] y = probe.forward(used, x, 2);
        float[] dx = probe.backward(used, x, y, dy, 2);
        float[] gradient = probe.gradient.clone();

        Arrays.fill(probe.gradient, 0f);
        Pass fresh = probe.pass(new Workspace());
        assertThat(probe.forward(fresh, x, 2)).isEqualTo(y);
        assertThat(probe.backward(fresh, x, y, dy, 2)).isEqualTo(dx);
        assertThat(probe.gradient).isEqualTo(gradient);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void namesAreUnique(LayerSpec spec) {
        assertThat(spec.parameters(INPUT)).extracting(Slot::name).doesNotHaveDuplicates();
    }
}

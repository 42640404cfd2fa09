package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.math.JavaGemm;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax and log-softmax over the last dimension. */
final class SoftmaxTest {
    private static final int EXAMPLES = 2;
    private static final int STEPS = 3;
    private static final int FEATURES = 4;
    private static final Pass PASS = Pass.evaluation(new float[0], new float[0], new Workspace(), new JavaGemm());

    static List<LayerSpec> layers() {
        return List.of(new Softmax(), new LogSoftmax());
    }

    private static Layer bound(LayerSpec spec) {
        Shape input = new Sequence(STEPS, FEATURES);
        Layout none = Layout.of(List.of());
        assertThat(spec.outputShape(input)).isEqualTo(input);
        return spec.bind(Binding.root(input, none, none));
    }

    private static float[] normals(long seed) {
        Random random = new Random(seed);
        float[] values = new float[EXAMPLES * STEPS * FEATURES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void eachStepOfASequenceSumsToOne(LayerSpec spec) {
        float[] x = normals(1);
        x[0] = 1e4f;
        x[5] = -1e4f;
        float[] y = new float[x.length];
        bound(spec).forward(PASS, x, y, EXAMPLES);
        for (int at = 0; at < y.length; at += FEATURES) {
            double sum = 0;
            for (int j = at; j < at + FEATURES; j++) {
                sum += spec instanceof Softmax ? y[j] : Math.exp(y[j]);
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradientIsTheSlope(LayerSpec spec) {
        Layer layer = bound(spec);
        float[] x = normals(2);
        float[] dy = normals(3);
        float[] y = new float[x.length];
        float[] dx = new float[x.length];
        layer.forward(PASS, x, y, EXAMPLES);
        layer.backward(PASS, x, y, dy, dx, EXAMPLES);
        float h = 0x1p-6f;
        for (int i = 0; i < x.length; i++) {
            float[] above = x.clone();
            float[] below = x.clone();
            above[i] += h;
            below[i] -= h;
            double slope = (weighted(layer, above, dy) - weighted(layer, below, dy)) / ((double) above[i] - below[i]);
            assertThat((double) dx[i]).isCloseTo(slope, within(3e-4));
        }
    }

    private static double weighted(Layer layer, float[] x, float[] dy) {
        float[] y = new float[x.length];
        layer.forward(PASS, x, y, EXAMPLES);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) dy[i] * y[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void backwardWithoutAnInputGradientDoesNothing(LayerSpec spec) {
        float[] x = normals(4);
        bound(spec).backward(PASS, x, x, x, null, EXAMPLES);
        assertThat(x).isEqualTo(normals(4));
    }
}

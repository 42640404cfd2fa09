package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;
import java.util.List;

/** A single layer with random parameters: forward and backward into new arrays filled with NaN. */
final class SequenceProbe {
    static final Gemm GEMM = new JavaGemm();

    final LayerSpec spec;
    final Shape input;
    final Layout layout;
    final Binding binding;
    final Layer layer;
    final float[] parameters;
    final float[] gradient;

    SequenceProbe(LayerSpec spec, Shape input) {
        this.spec = spec;
        this.input = input;
        this.layout = Layout.of(spec.parameters(input));
        this.binding = Binding.root(input, layout, Layout.of(List.of()));
        this.layer = spec.bind(binding);
        this.parameters = random(1, layout.length(), 0.4f);
        this.gradient = new float[layout.length()];
    }

    static float[] random(long key, int length, float scale) {
        RandomStream stream = RandomStream.of(key, Purpose.INITIALIZATION);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (scale * stream.gaussian(i));
        }
        return values;
    }

    Pass pass(Workspace workspace) {
        return Pass.evaluationWithGradient(parameters, new float[0], gradient, workspace, GEMM);
    }

    float[] forward(Pass pass, float[] x, int n) {
        float[] y = new float[n * spec.outputShape(input).size()];
        Arrays.fill(y, Float.NaN);
        layer.forward(pass, x, y, n);
        return y;
    }

    float[] forward(float[] x) {
        return forward(pass(new Workspace()), x, x.length / input.size());
    }

    /** dx of the last {@link #forward(Pass, float[], int)}. */
    float[] backward(Pass pass, float[] x, float[] y, float[] dy, int n) {
        float[] dx = new float[n * input.size()];
        Arrays.fill(dx, Float.NaN);
        layer.backward(pass, x, y, dy, dx, n);
        return dx;
    }

    /** sum of y dy, in double. */
    double scalar(float[] x, float[] dy) {
        float[] y = forward(x);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) y[i] * dy[i];
        }
        return sum;
    }
}

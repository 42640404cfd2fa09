package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;
import java.util.List;

/** One layer bound as a network with parameter values; its slices have local names. */
public final class BoundLayer {
    private static final Gemm GEMM = new JavaGemm();

    private final Shape input;
    private final Shape output;
    private final Layout parameterLayout;
    private final Layout bufferLayout;
    private final Layer layer;
    private final List<RunningStatistics> statistics;
    private final float[] parameters;
    private final float[] buffers;

    public BoundLayer(LayerSpec spec, Shape input) {
        this.input = input;
        this.output = spec.outputShape(input);
        List<Slot> parameterSlots = spec.parameters(input);
        List<Slot> bufferSlots = spec.buffers(input);
        this.parameterLayout = Layout.of(parameterSlots);
        this.bufferLayout = Layout.of(bufferSlots);
        Binding root = Binding.root(input, parameterLayout, bufferLayout);
        this.layer = spec.bind(root);
        this.statistics = root.runningStatistics();
        this.parameters = initialized(parameterSlots, parameterLayout);
        this.buffers = initialized(bufferSlots, bufferLayout);
    }

    private static float[] initialized(List<Slot> slots, Layout layout) {
        float[] values = new float[layout.length()];
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            Slice slice = layout.slices().get(i);
            RandomStream random = RandomStream.of(1, Purpose.INITIALIZATION).split(i);
            slot.initializer().fill(values, slice.offset(), slice.length(), slot.fanIn(), slot.fanOut(), random);
        }
        return values;
    }

    public Shape input() {
        return input;
    }

    public Shape output() {
        return output;
    }

    public Layout parameterLayout() {
        return parameterLayout;
    }

    public Layout bufferLayout() {
        return bufferLayout;
    }

    public float[] parameters() {
        return parameters;
    }

    public float[] buffers() {
        return buffers;
    }

    public Layer layer() {
        return layer;
    }

    public Moments newMoments() {
        return new Moments(statistics.stream().mapToInt(s -> s.mean().length()).sum());
    }

    /** Updates the buffers from the moments of a batch, like the driver. */
    public void updateBuffers(Moments moments) {
        for (RunningStatistics each : statistics) {
            each.update(moments, buffers);
        }
    }

    /** A training pass with a new or reused workspace; {@code seed} is the seed of its random stream. */
    public Pass training(float[] gradient, Moments moments, long seed, Workspace workspace) {
        RandomStream random = RandomStream.of(seed, Purpose.DROPOUT);
        return Pass.training(parameters, buffers, new Pass.Accumulators(gradient, moments, random), workspace, GEMM);
    }

    /** An evaluation pass with a backward pass. */
    public Pass evaluation(float[] gradient, Workspace workspace) {
        return Pass.evaluationWithGradient(parameters, buffers, gradient, workspace, GEMM);
    }

    /** Outputs of n examples, in a new array. */
    public float[] forward(Pass pass, float[] x, int n) {
        float[] y = new float[n * output.size()];
        layer.forward(pass, x, y, n);
        return y;
    }

    /** Input gradient of n examples, in a new array filled with NaN, which the layer must overwrite. */
    public float[] backward(Pass pass, float[] x, float[] y, float[] dy, int n) {
        float[] dx = new float[n * input.size()];
        Arrays.fill(dx, Float.NaN);
        layer.backward(pass, x, y, dy, dx, n);
        return dx;
    }
}

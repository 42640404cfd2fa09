package io.kindling.trainer.network;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.Binding;
import io.kindling.trainer.layer.Chain;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.OnnxScope;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.RunningStatistics;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.onnx.OnnxGraph;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/** A network bound to its shapes: layouts and layers, without parameter values. Immutable and thread-safe. */
public final class Network {
    private final NetworkSpec spec;
    private final Layout parameters;
    private final Layout buffers;
    private final List<Slot> parameterSlots;
    private final List<Slot> bufferSlots;
    private final Chain chain;
    private final List<RunningStatistics> runningStatistics;
    private final Shape output;
    private final int outputId;
    private final int widest;
    private final long values;

    private Network(NetworkSpec spec) {
        this.spec = spec;
        List<Shape> shapes = validatedShapes(spec);
        this.output = shapes.get(shapes.size() - 1);
        this.widest = shapes.stream().mapToInt(Shape::size).max().orElseThrow();
        this.values = shapes.stream().mapToLong(Shape::size).sum();
        this.parameterSlots = Chain.parameters(spec.layers(), spec.input());
        this.bufferSlots = Chain.buffers(spec.layers(), spec.input());
        this.parameters = Layout.of(parameterSlots);
        this.buffers = Layout.of(bufferSlots);
        Binding root = Binding.root(spec.input(), parameters, buffers);
        this.outputId = root.id();
        this.chain = Chain.bind(spec.layers(), root);
        this.runningStatistics = root.runningStatistics();
    }

    /**
     * Binds a specification.
     *
     * @throws ConfigurationException if a layer does not accept the output of the previous layer; the message names the
     *     layer's number
     */
    public static Network of(NetworkSpec spec) {
        return new Network(spec);
    }

    /** Shapes of the input and of the output of each layer. */
    private static List<Shape> validatedShapes(NetworkSpec spec) {
        Shape shape = spec.input();
        List<Shape> shapes = new ArrayList<>(List.of(shape));
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            try {
                shape = layer.outputShape(shape);
                shape.size();
                shapes.add(shape);
            } catch (ConfigurationException e) {
                throw new ConfigurationException("Invalid network.layers." + i + ": " + e.getMessage(), e);
            }
        }
        return shapes;
    }

    public NetworkSpec spec() {
        return spec;
    }

    /** Layout of the parameters: {@code 0.weight}, {@code 0.bias}, ... */
    public Layout parameters() {
        return parameters;
    }

    /** Layout of the buffers: {@code 1.running_mean}, ... */
    public Layout buffers() {
        return buffers;
    }

    /** Shape of one output. */
    public Shape output() {
        return output;
    }

    /** Largest number of values of the input or of the output of a layer, per example. */
    public int widest() {
        return widest;
    }

    /** Lower bound of values per example in a forward pass: the input and the output of each layer. */
    public long valuesPerExample() {
        return values;
    }

    /** Locations of the running statistics of the normalization layers. */
    public List<RunningStatistics> runningStatistics() {
        return runningStatistics;
    }

    /** Number of channels of the {@link io.kindling.trainer.layer.Moments} of this network. */
    public int momentChannels() {
        return runningStatistics.stream().mapToInt(s -> s.mean().length()).sum();
    }

    /** Returns initial parameters and buffers, a pure function of the specification and the seed. */
    public ModelState initialize(long seed) {
        RandomStream random = RandomStream.of(seed, Purpose.INITIALIZATION);
        float[] parameterValues = new float[parameters.length()];
        float[] bufferValues = new float[buffers.length()];
        fill(parameterSlots, parameters, parameterValues, random);
        fill(bufferSlots, buffers, bufferValues, random);
        return new ModelState(parameterValues, bufferValues);
    }

    private static void fill(List<Slot> slots, Layout layout, float[] values, RandomStream random) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            Slice slice = layout.slices().get(i);
            slot.initializer()
                    .fill(values, slice.offset(), slice.length(), slot.fanIn(), slot.fanOut(), random.split(i));
        }
    }

    /** Computes the outputs of n examples.
     *
     * @param x (n, input); read only
     * @return (n, output), an array of the workspace of the pass; valid until the next forward pass
     */
    public float[] forward(Pass pass, float[] x, int n) {
        float[] y = pass.workspace().floats(outputId, 0, n * output.size());
        chain.forward(pass, x, y, n);
        return y;
    }

    /**
     * Adds ONNX nodes that compute {@link #forward} in evaluation mode, and returns the name of their output.
     *
     * @param x name of the input, (N, input)
     */
    public String export(OnnxGraph graph, ModelState model, String x) {
        OnnxScope root = OnnxScope.root(graph, spec.input(), parameters, model.parameters(), buffers, model.buffers());
        return Chain.export(spec.layers(), root, x);
    }

    /**
     * Adds the gradient of the n examples of the last {@link #forward} to the gradient of the pass.
     *
     * @param outputGradient (n, output); read only
     */
    public void backward(Pass pass, float[] x, float[] outputGradient, int n) {
        float[] y = pass.workspace().floats(outputId, 0, n * output.size());
        chain.backward(pass, x, y, outputGradient, null, n);
    }
}

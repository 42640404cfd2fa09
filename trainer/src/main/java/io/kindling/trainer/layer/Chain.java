package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A sequence of layers: the whole network, or the layers inside a composite layer. Activations between layers are in
 * the workspace.
 */
public final class Chain implements Layer {
    private static final int ACTIVATION = 0;
    private static final int GRADIENT = 1;

    private final List<Layer> layers;
    private final int[] ids;
    private final int[] sizes;

    private Chain(List<Layer> layers, int[] ids, int[] sizes) {
        this.layers = layers;
        this.ids = ids;
        this.sizes = sizes;
    }

    /** Output shape of the last layer. */
    public static Shape outputShape(List<LayerSpec> specs, Shape input) {
        Shape shape = input;
        for (LayerSpec spec : specs) {
            shape = spec.outputShape(shape);
        }
        return shape;
    }

    /** The members' parameters, each slot named {@code index.name}. */
    public static List<Slot> parameters(List<LayerSpec> specs, Shape input) {
        return slots(specs, input, LayerSpec::parameters);
    }

    /** The members' buffers, each slot named {@code index.name}. */
    public static List<Slot> buffers(List<LayerSpec> specs, Shape input) {
        return slots(specs, input, LayerSpec::buffers);
    }

    private static List<Slot> slots(
            List<LayerSpec> specs, Shape input, BiFunction<LayerSpec, Shape, List<Slot>> asked) {
        List<Slot> slots = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < specs.size(); i++) {
            for (Slot slot : asked.apply(specs.get(i), shape)) {
                slots.add(slot.within(Integer.toString(i)));
            }
            shape = specs.get(i).outputShape(shape);
        }
        return slots;
    }

    /** Binds the members; the input of {@code binding} is the input of the first member. */
    public static Chain bind(List<LayerSpec> specs, Binding binding) {
        List<Layer> layers = new ArrayList<>();
        int[] ids = new int[specs.size()];
        int[] sizes = new int[specs.size()];
        Shape shape = binding.input();
        for (int i = 0; i < specs.size(); i++) {
            Binding member = binding.member(i, shape);
            layers.add(specs.get(i).bind(member));
            shape = specs.get(i).outputShape(shape);
            ids[i] = member.id();
            sizes[i] = shape.size();
        }
        return new Chain(List.copyOf(layers), ids, sizes);
    }

    /** Adds the nodes of the layers and returns the output name of the last layer. */
    public static String export(List<LayerSpec> specs, OnnxScope scope, String x) {
        Shape shape = scope.input();
        String value = x;
        for (int i = 0; i < specs.size(); i++) {
            value = specs.get(i).export(scope.member(i, shape), value);
            shape = specs.get(i).outputShape(shape);
        }
        return value;
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        float[] in = x;
        for (int i = 0; i < layers.size(); i++) {
            float[] out = i == layers.size() - 1 ? y : activation(pass, i, n);
            layers.get(i).forward(pass, in, out, n);
            in = out;
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        float[] dOut = dy;
        for (int i = layers.size() - 1; i >= 0; i--) {
            float[] in = i == 0 ? x : activation(pass, i - 1, n);
            float[] out = i == layers.size() - 1 ? y : activation(pass, i, n);
            float[] dIn = i == 0 ? dx : pass.workspace().floats(ids[i - 1], GRADIENT, n * sizes[i - 1]);
            layers.get(i).backward(pass, in, out, dOut, dIn, n);
            dOut = dIn;
        }
    }

    private float[] activation(Pass pass, int i, int n) {
        return pass.workspace().floats(ids[i], ACTIVATION, n * sizes[i]);
    }
}

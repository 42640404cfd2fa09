package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.onnx.OnnxAttribute;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;

/**
 * A layer's place in a network that is exported: its input shape, its numbers, and the graph that it adds its nodes to. Values of the graph are (N, shape of an
 * example); names of nodes and constants begin with the place of the layer, as those of parameters do.
 */
public final class OnnxScope {
    private final OnnxGraph graph;
    private final Shape input;
    private final String name;
    private final Numbers parameters;
    private final Numbers buffers;

    /** A flat array and the names of its ranges. */
    private static final class Numbers {
        private final Layout layout;
        private final float[] values;

        Numbers(Layout layout, float[] values) {
            this.layout = layout;
            this.values = values;
        }

        String constant(OnnxGraph graph, String name) {
            Slice slice = layout.slice(name);
            return graph.floats(name, slice.dimensions(), values, slice.offset());
        }

        float[] copy(String name) {
            Slice slice = layout.slice(name);
            return Arrays.copyOfRange(values, slice.offset(), slice.end());
        }
    }

    private OnnxScope(OnnxGraph graph, Shape input, String name, Numbers parameters, Numbers buffers) {
        this.graph = graph;
        this.input = input;
        this.name = name;
        this.parameters = parameters;
        this.buffers = buffers;
    }

    /** The root of a network, whose members are named {@code 0}, {@code 1} and so on. The arrays are read while layers are exported. */
    public static OnnxScope root(
            OnnxGraph graph,
            Shape input,
            Layout parameterLayout,
            float[] parameters,
            Layout bufferLayout,
            float[] buffers) {
        return new OnnxScope(
                graph, input, "", new Numbers(parameterLayout, parameters), new Numbers(bufferLayout, buffers));
    }

    /** The place of a member of this composite. */
    public OnnxScope member(int index, Shape memberInput) {
        return new OnnxScope(graph, memberInput, qualified(Integer.toString(index)), parameters, buffers);
    }

    /** Shape of one example as it comes in. */
    public Shape input() {
        return input;
    }

    /** A constant with the parameters of this local name; its name in the graph is the full one, {@code 0.weight}. */
    public String parameter(String localName) {
        return parameters.constant(graph, qualified(localName));
    }

    /** A constant with the buffer of this local name. */
    public String buffer(String localName) {
        return buffers.constant(graph, qualified(localName));
    }

    /** A copy of the parameters of this local name, for layers that ONNX wants otherwise. */
    float[] parameterValues(String localName) {
        return parameters.copy(qualified(localName));
    }

    /** A constant of numbers that are no parameters. */
    public String floats(String localName, List<Integer> dimensions, float[] values) {
        return graph.floats(qualified(localName), dimensions, values, 0);
    }

    /** A constant that is one number. */
    public String scalar(String localName, double value) {
        return graph.scalar(qualified(localName), value);
    }

    /** A constant vector of whole numbers. */
    public String longs(String localName, long... values) {
        return graph.longs(qualified(localName), values);
    }

    /** Adds a node, named after its operator, and returns the name of its output. */
    public String node(String operator, List<String> inputs, OnnxAttribute... attributes) {
        return node(operator, inputs, List.of(attributes));
    }

    /** Adds a node, as {@link #node(String, List, OnnxAttribute...)} does. */
    public String node(String operator, List<String> inputs, List<OnnxAttribute> attributes) {
        return graph.node(qualified(operator), operator, inputs, attributes);
    }

    /** Adds a node of which the output of that number is read, from 0, and returns its name. */
    String nodeOutput(int index, String operator, List<String> inputs, List<OnnxAttribute> attributes) {
        return graph.nodeOutput(index, qualified(operator), operator, inputs, attributes);
    }

    /** Adds a node that gives each example another shape. */
    String reshape(String x, int... dimensions) {
        long[] shape = new long[dimensions.length + 1];
        for (int i = 0; i < dimensions.length; i++) {
            shape[i + 1] = dimensions[i];
        }
        return node("Reshape", List.of(x, longs("shape", shape)));
    }

    private String qualified(String localName) {
        return name.isEmpty() ? localName : name + "." + localName;
    }
}

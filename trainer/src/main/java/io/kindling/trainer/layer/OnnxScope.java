package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.onnx.OnnxAttribute;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;

/**
 * Exports a layer to an ONNX graph: gives it its input shape and parameters, and adds its nodes. Values of the graph
 * are (N, shape of an example). Names of nodes and constants start with the position of the layer, like parameter
 * names.
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

    /** The scope of the whole network, whose members are named {@code 0}, {@code 1} and so on. Export reads the arrays. */
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

    /** The scope of a member of this composite layer. */
    public OnnxScope member(int index, Shape memberInput) {
        return new OnnxScope(graph, memberInput, qualified(Integer.toString(index)), parameters, buffers);
    }

    /** Input shape of one example. */
    public Shape input() {
        return input;
    }

    /**
     * Adds a constant with the parameters of this local name; its name in the graph is the full name, such as
     * {@code 0.weight}.
     */
    public String parameter(String localName) {
        return parameters.constant(graph, qualified(localName));
    }

    /** Adds a constant with the buffer of this local name. */
    public String buffer(String localName) {
        return buffers.constant(graph, qualified(localName));
    }

    /** A copy of the parameters of this local name, for layers whose parameter layout differs in ONNX. */
    float[] parameterValues(String localName) {
        return parameters.copy(qualified(localName));
    }

    /** Adds a constant that is not a parameter. */
    public String floats(String localName, List<Integer> dimensions, float[] values) {
        return graph.floats(qualified(localName), dimensions, values, 0);
    }

    /** Adds a scalar constant. */
    public String scalar(String localName, double value) {
        return graph.scalar(qualified(localName), value);
    }

    /** Adds a constant vector of integers. */
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

    /** Adds a node and returns the name of output {@code index}, from 0. */
    String nodeOutput(int index, String operator, List<String> inputs, List<OnnxAttribute> attributes) {
        return graph.nodeOutput(index, qualified(operator), operator, inputs, attributes);
    }

    /** Adds a node that reshapes each example. */
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

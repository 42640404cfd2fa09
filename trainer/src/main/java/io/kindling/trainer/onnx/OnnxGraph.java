package io.kindling.trainer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.kindling.trainer.error.StorageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a graph in the ONNX format, node by node. Values between nodes are identified by name. The first dimension of
 * inputs and outputs is the variable number of examples.
 */
public final class OnnxGraph {
    /** ONNX opset version, the first one with LayerNormalization. */
    public static final int OPSET = 17;

    /** Name of the variable first dimension. */
    public static final String BATCH = "batch";

    private static final int IR_VERSION = 8;
    private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 20);

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> names = new HashSet<>();
    private long bytes;

    /** An empty graph. */
    public OnnxGraph(String name) {
        graph.setName(name);
    }

    /**
     * Declares an input of floats.
     *
     * @param dimensions of one example
     * @return its name
     */
    public String input(String name, List<Integer> dimensions) {
        graph.addInput(value(unique(name), ElementType.FLOAT, dimensions));
        return name;
    }

    /**
     * Declares a value as a named output.
     *
     * @param dimensions of one example
     */
    public void output(String value, String name, ElementType type, List<Integer> dimensions) {
        graph.addOutput(value(unique(name), type, dimensions));
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType("Identity")
                .addInput(value)
                .addOutput(name));
    }

    private static ValueInfoProto value(String name, ElementType type, List<Integer> dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
        dimensions.forEach(
                extent -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent)));
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.number())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /**
     * Adds a constant of floats.
     *
     * @param name preferred name; a number is appended if it is in use
     * @param values values, copied from {@code offset} on
     * @return its name
     */
    public String floats(String name, List<Integer> dimensions, float[] values, int offset) {
        int length = size(dimensions);
        ByteBuffer raw = raw((long) length * Float.BYTES);
        raw.asFloatBuffer().put(values, offset, length);
        return constant(name, ElementType.FLOAT, dimensions, raw);
    }

    /** Adds a constant of doubles, like {@link #floats}. */
    public String doubles(String name, List<Integer> dimensions, double[] values) {
        ByteBuffer raw = raw((long) values.length * Double.BYTES);
        raw.asDoubleBuffer().put(values);
        return constant(name, ElementType.DOUBLE, dimensions, raw);
    }

    /** Adds a constant vector of integers, like {@link #floats}. */
    public String longs(String name, long... values) {
        ByteBuffer raw = raw((long) values.length * Long.BYTES);
        raw.asLongBuffer().put(values);
        return constant(name, ElementType.LONG, List.of(values.length), raw);
    }

    /** Adds a scalar constant, which can be broadcast to any shape. */
    public String scalar(String name, double value) {
        return floats(name, List.of(), new float[] {(float) value}, 0);
    }

    private static int size(List<Integer> dimensions) {
        return dimensions.stream().reduce(1, Math::multiplyExact);
    }

    private ByteBuffer raw(long length) {
        bytes += length;
        if (bytes > MAX_BYTES) {
            throw new StorageException("Cannot export model: more than " + MAX_BYTES
                    + " bytes of parameters; an ONNX file holds at most 2 GiB");
        }
        return ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String constant(String name, ElementType type, List<Integer> dimensions, ByteBuffer raw) {
        String taken = unique(name);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(taken)
                .setDataType(type.number())
                .setRawData(ByteString.copyFrom(raw));
        dimensions.forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return taken;
    }

    /**
     * Adds a node.
     *
     * @param name preferred name of the node and its first output
     * @param inputs names of values; "" omits an optional input
     * @return name of the output
     */
    public String node(String name, String operator, List<String> inputs, List<OnnxAttribute> attributes) {
        String output = unique(name);
        add(output, operator, inputs, List.of(output), attributes);
        return output;
    }

    /**
     * Adds a node and reads one of its later outputs.
     *
     * @param index index of the output, from 0
     */
    public String nodeOutput(
            int index, String name, String operator, List<String> inputs, List<OnnxAttribute> attributes) {
        String output = unique(name);
        String[] outputs = new String[index + 1];
        Arrays.fill(outputs, "");
        outputs[index] = output;
        add(output, operator, inputs, List.of(outputs), attributes);
        return output;
    }

    private void add(
            String name, String operator, List<String> inputs, List<String> outputs, List<OnnxAttribute> attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(outputs);
        for (OnnxAttribute attribute : attributes) {
            node.addAttribute(attribute.message());
        }
        graph.addNode(node);
    }

    private String unique(String name) {
        String candidate = name;
        for (int i = 2; !names.add(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }

    /**
     * Writes the graph as an ONNX file.
     *
     * @param producerVersion version of Kindling
     * @param metadata metadata entries of the model
     */
    public byte[] bytes(String producerVersion, Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("kindling")
                .setProducerVersion(producerVersion)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET));
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }
}

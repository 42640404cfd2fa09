package io.kindling.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;

/** A named attribute of an ONNX operator. */
public final class OnnxAttribute {
    private final AttributeProto message;

    private OnnxAttribute(AttributeProto.Builder message, String name) {
        this.message = message.setName(name).build();
    }

    /** A float attribute. */
    public static OnnxAttribute number(String name, double value) {
        return new OnnxAttribute(
                AttributeProto.newBuilder().setType(AttributeType.FLOAT).setF((float) value), name);
    }

    /** An integer attribute; 0 and 1 are false and true. */
    public static OnnxAttribute integer(String name, long value) {
        return new OnnxAttribute(
                AttributeProto.newBuilder().setType(AttributeType.INT).setI(value), name);
    }

    /** An attribute with a list of integers. */
    public static OnnxAttribute integers(String name, int... values) {
        AttributeProto.Builder list = AttributeProto.newBuilder().setType(AttributeType.INTS);
        for (int value : values) {
            list.addInts(value);
        }
        return new OnnxAttribute(list, name);
    }

    /** A string attribute. */
    public static OnnxAttribute text(String name, String value) {
        return new OnnxAttribute(
                AttributeProto.newBuilder().setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)), name);
    }

    AttributeProto message() {
        return message;
    }
}

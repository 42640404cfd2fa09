package io.kindling.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;

/** A named constant of an operator. */
public final class OnnxAttribute {
    private final AttributeProto message;

    private OnnxAttribute(AttributeProto.Builder message, String name) {
        this.message = message.setName(name).build();
    }

    /** A number, which ONNX holds as a float. */
    public static OnnxAttribute number(String name, double value) {
        return new OnnxAttribute(
                AttributeProto.newBuilder().setType(AttributeType.FLOAT).setF((float) value), name);
    }

    /** A whole number; 0 and 1 stand for no and yes. */
    public static OnnxAttribute integer(String name, long value) {
        return new OnnxAttribute(
                AttributeProto.newBuilder().setType(AttributeType.INT).setI(value), name);
    }

    /** Whole numbers. */
    public static OnnxAttribute integers(String name, int... values) {
        AttributeProto.Builder list = AttributeProto.newBuilder().setType(AttributeType.INTS);
        for (int value : values) {
            list.addInts(value);
        }
        return new OnnxAttribute(list, name);
    }

    /** A word. */
    public static OnnxAttribute text(String name, String value) {
        return new OnnxAttribute(
                AttributeProto.newBuilder().setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(value)), name);
    }

    AttributeProto message() {
        return message;
    }
}

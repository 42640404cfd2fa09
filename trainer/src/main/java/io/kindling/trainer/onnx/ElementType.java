package io.kindling.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** What a tensor of an ONNX graph holds. */
public enum ElementType {
    FLOAT(DataType.FLOAT),
    DOUBLE(DataType.DOUBLE),
    LONG(DataType.INT64);

    private final DataType type;

    ElementType(DataType type) {
        this.type = type;
    }

    /** Its number in the ONNX format, as the operator Cast wants it. */
    public int number() {
        return type.getNumber();
    }
}

package io.kindling.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** Element type of an ONNX tensor. */
public enum ElementType {
    FLOAT(DataType.FLOAT),
    DOUBLE(DataType.DOUBLE),
    LONG(DataType.INT64);

    private final DataType type;

    ElementType(DataType type) {
        this.type = type;
    }

    /** Number of the type in the ONNX format, for the operator Cast. */
    public int number() {
        return type.getNumber();
    }
}

package io.kindling.trainer.format;

import java.nio.ByteBuffer;

/** Supported data types of safetensors files; values are converted to the nearest float32. */
enum Dtype {
    F32(4),
    F64(8),
    F16(2),
    BF16(2),
    I64(8);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one number. */
    int bytes() {
        return bytes;
    }

    /** Reads {@code values} from the current position of the buffer. */
    void read(ByteBuffer buffer, float[] values) {
        switch (this) {
            case F32 -> buffer.asFloatBuffer().get(values);
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) buffer.getDouble();
                }
            }
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = half(buffer.getShort());
                }
            }
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(buffer.getShort() << 16);
                }
            }
            case I64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = buffer.getLong();
                }
            }
        }
    }

    /** A half-precision number: sign, 5 bits of exponent, 10 of fraction (IEEE 754, binary16). */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size;
        if (exponent == 0x1f) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = fraction * 0x1p-24f;
        } else {
            size = Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        }
        return bits < 0 ? -size : size;
    }
}

package io.kindling.trainer.math;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Binary format of floats, little-endian: exact, or rounded to 16 bits. */
public enum FloatFormat {
    /** Exact float32. */
    FLOAT32(Float.BYTES) {
        @Override
        public void encode(float[] values, int from, int count, byte[] bytes, int at) {
            view(bytes, at).asFloatBuffer().put(values, from, count);
        }

        @Override
        public void decode(byte[] bytes, int at, float[] values, int from, int count) {
            view(bytes, at).asFloatBuffer().get(values, from, count);
        }

        private ByteBuffer view(byte[] bytes, int at) {
            return ByteBuffer.wrap(bytes, at, bytes.length - at).slice().order(ByteOrder.LITTLE_ENDIAN);
        }
    },
    /** {@link BFloat16}. */
    BFLOAT16(Short.BYTES) {
        @Override
        public void encode(float[] values, int from, int count, byte[] bytes, int at) {
            BFloat16.encode(values, from, count, bytes, at);
        }

        @Override
        public void decode(byte[] bytes, int at, float[] values, int from, int count) {
            BFloat16.decode(bytes, at, values, from, count);
        }
    },
    /** {@link Float16}. */
    FLOAT16(Short.BYTES) {
        @Override
        public void encode(float[] values, int from, int count, byte[] bytes, int at) {
            Float16.encode(values, from, count, bytes, at);
        }

        @Override
        public void decode(byte[] bytes, int at, float[] values, int from, int count) {
            Float16.decode(bytes, at, values, from, count);
        }
    };

    private static final int STEP = 1 << 12;

    private final int bytes;

    FloatFormat(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one value. */
    public int bytes() {
        return bytes;
    }

    /** Reads {@code values[from .. from + count)}, overwrites {@code bytes() count} bytes from {@code at}. */
    public abstract void encode(float[] values, int from, int count, byte[] bytes, int at);

    /** Reads {@code bytes() count} bytes from {@code at}, overwrites {@code values[from .. from + count)}. */
    public abstract void decode(byte[] bytes, int at, float[] values, int from, int count);

    /** Rounds every value to this format, like {@link #encode} and {@link #decode}. Idempotent. */
    public void round(float[] values) {
        if (this == FLOAT32) {
            return;
        }
        byte[] step = new byte[bytes * Math.min(STEP, values.length)];
        for (int at = 0; at < values.length; at += STEP) {
            int count = Math.min(STEP, values.length - at);
            encode(values, at, count, step, 0);
            decode(step, 0, values, at, count);
        }
    }
}

package io.kindling.driver.serialization;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.trainer.math.FloatFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads and writes arrays as a length and little-endian bytes, copied in steps of {@value #STEP} values. A length of -1
 * represents null.
 */
public final class Bulk {
    private static final int STEP = 1 << 13;

    private Bulk() {}

    public static void writeFloats(Output output, float[] values) {
        writeFloats(output, values, FloatFormat.FLOAT32);
    }

    public static void writeFloats(Output output, float[] values, FloatFormat format) {
        output.writeInt(values == null ? -1 : values.length);
        if (values == null) {
            return;
        }
        byte[] bytes = new byte[Math.min(STEP, values.length) * format.bytes()];
        for (int at = 0; at < values.length; at += STEP) {
            int n = Math.min(STEP, values.length - at);
            format.encode(values, at, n, bytes, 0);
            output.writeBytes(bytes, 0, n * format.bytes());
        }
    }

    public static float[] readFloats(Input input) {
        return readFloats(input, FloatFormat.FLOAT32);
    }

    public static float[] readFloats(Input input, FloatFormat format) {
        int length = length(input);
        if (length < 0) {
            return null;
        }
        float[] values = new float[length];
        byte[] bytes = new byte[Math.min(STEP, length) * format.bytes()];
        for (int at = 0; at < length; at += STEP) {
            int n = Math.min(STEP, length - at);
            input.readBytes(bytes, 0, n * format.bytes());
            format.decode(bytes, 0, values, at, n);
        }
        return values;
    }

    public static void writeDoubles(Output output, double[] values) {
        output.writeInt(values.length);
        byte[] bytes = new byte[Math.min(STEP, values.length) * Double.BYTES];
        ByteBuffer view = littleEndian(bytes);
        for (int at = 0; at < values.length; at += STEP) {
            int n = Math.min(STEP, values.length - at);
            view.asDoubleBuffer().put(values, at, n);
            output.writeBytes(bytes, 0, n * Double.BYTES);
        }
    }

    public static double[] readDoubles(Input input) {
        int length = length(input);
        double[] values = new double[Math.max(0, length)];
        byte[] bytes = new byte[Math.min(STEP, values.length) * Double.BYTES];
        ByteBuffer view = littleEndian(bytes);
        for (int at = 0; at < length; at += STEP) {
            int n = Math.min(STEP, length - at);
            input.readBytes(bytes, 0, n * Double.BYTES);
            view.asDoubleBuffer().get(values, at, n);
        }
        return values;
    }

    public static void writeLongs(Output output, long[] values) {
        output.writeInt(values.length);
        byte[] bytes = new byte[Math.min(STEP, values.length) * Long.BYTES];
        ByteBuffer view = littleEndian(bytes);
        for (int at = 0; at < values.length; at += STEP) {
            int n = Math.min(STEP, values.length - at);
            view.asLongBuffer().put(values, at, n);
            output.writeBytes(bytes, 0, n * Long.BYTES);
        }
    }

    public static long[] readLongs(Input input) {
        int length = length(input);
        long[] values = new long[Math.max(0, length)];
        byte[] bytes = new byte[Math.min(STEP, values.length) * Long.BYTES];
        ByteBuffer view = littleEndian(bytes);
        for (int at = 0; at < length; at += STEP) {
            int n = Math.min(STEP, length - at);
            input.readBytes(bytes, 0, n * Long.BYTES);
            view.asLongBuffer().get(values, at, n);
        }
        return values;
    }

    private static int length(Input input) {
        int length = input.readInt();
        if (length < -1) {
            throw new KryoException("Invalid array length: " + length);
        }
        return length;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}

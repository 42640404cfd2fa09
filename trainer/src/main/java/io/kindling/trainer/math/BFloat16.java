package io.kindling.trainer.math;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * bfloat16: the upper 16 bits of a float, with its range and 8 bits of precision. Encoding rounds to nearest, ties to
 * even. Values nearer to 2^128 than to the largest finite value become infinite. Magnitudes up to 2^-134 become zero.
 * NaN stays NaN.
 */
public final class BFloat16 {
    private static final int NAN = 0x7FC0;
    private static final int INFINITY_BITS = 0x7F800000;
    private static final VarHandle PAIRS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private BFloat16() {}

    /** Returns the bits of the nearest bfloat16 in the lower 16 bits. */
    public static int encode(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
        return (bits & Integer.MAX_VALUE) > INFINITY_BITS ? NAN : rounded;
    }

    /** Converts 16 bits to a float; higher bits are ignored. */
    public static float decode(int bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Reads {@code values[from .. from + count)}, overwrites {@code 2 count} bytes from {@code at}, low byte first. */
    public static void encode(float[] values, int from, int count, byte[] bytes, int at) {
        int i = 0;
        for (; i + 1 < count; i += 2) {
            int pair = encode(values[from + i]) | encode(values[from + i + 1]) << 16;
            PAIRS.set(bytes, at + 2 * i, pair);
        }
        if (i < count) {
            int last = encode(values[from + i]);
            bytes[at + 2 * i] = (byte) last;
            bytes[at + 2 * i + 1] = (byte) (last >>> 8);
        }
    }

    /** Reads {@code 2 count} bytes from {@code at}, overwrites {@code values[from .. from + count)}. */
    public static void decode(byte[] bytes, int at, float[] values, int from, int count) {
        int i = 0;
        for (; i + 1 < count; i += 2) {
            int pair = (int) PAIRS.get(bytes, at + 2 * i);
            values[from + i] = decode(pair);
            values[from + i + 1] = decode(pair >>> 16);
        }
        if (i < count) {
            values[from + i] = decode((bytes[at + 2 * i] & 0xFF) | bytes[at + 2 * i + 1] << 8);
        }
    }
}

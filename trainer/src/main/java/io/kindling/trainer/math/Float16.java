package io.kindling.trainer.math;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * IEEE 754 binary16: 11 bits of precision between 2^-14 and 65504, fewer down to 2^-24. Encoding rounds to nearest,
 * ties to even. Magnitudes of at least 65520 become infinite, magnitudes up to 2^-25 zero. NaN stays NaN.
 */
public final class Float16 {
    private static final int SIGN = 0x8000;
    private static final int INFINITY_BITS = 0x7C00;
    private static final int NAN = 0x7E00;
    /** Bits of the float 65536, which is encoded as infinity. */
    private static final int OVERFLOW = 0x47800000;

    private static final int FLOAT_INFINITY = 0x7F800000;
    /** Bits of the float 2^-14, the smallest normal number. */
    private static final int SMALLEST_NORMAL = 0x38800000;
    /** Additional bits of precision of a float. */
    private static final int EXCESS_BITS = 13;

    private static final VarHandle PAIRS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Float16() {}

    /**
     * Returns the bits of the nearest binary16 in the lower 16 bits. With 2^e the largest power of two that is not
     * above the value, and at least 2^-14, the last bit of the float 2^(e + 13) has the weight of the last bit of the
     * result, so adding it rounds the value. No branch depends on the magnitude.
     */
    public static int encode(float value) {
        int bits = Float.floatToRawIntBits(value);
        int unbounded = bits & Integer.MAX_VALUE;
        int magnitude = Math.min(unbounded, OVERFLOW);
        int power = Math.max(magnitude & FLOAT_INFINITY, SMALLEST_NORMAL);
        int rounder = power + (EXCESS_BITS << 23);
        float sum = Float.intBitsToFloat(magnitude) + Float.intBitsToFloat(rounder);
        int units = Float.floatToRawIntBits(sum) - rounder;
        int rounded = ((power - SMALLEST_NORMAL) >>> EXCESS_BITS) + units;
        return ((bits >>> 16) & SIGN) | (unbounded > FLOAT_INFINITY ? NAN : rounded);
    }

    /** Converts 16 bits to a float; higher bits are ignored. */
    public static float decode(int bits) {
        int magnitude = bits & (SIGN - 1);
        int sign = (bits & SIGN) << 16;
        if (magnitude >= INFINITY_BITS) {
            return Float.intBitsToFloat(sign | FLOAT_INFINITY | magnitude << EXCESS_BITS);
        }
        float scaled = Float.intBitsToFloat(sign | magnitude << EXCESS_BITS);
        return scaled * 0x1.0p112f;
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

package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatFormatTest {
    private static final int PATTERNS = 1 << 16;

    private interface Encoder {
        int encode(float value);
    }

    /** Decodes binary16 by its definition. */
    private static float binary16(int bits) {
        int exponent = (bits >> 10) & 31;
        int fraction = bits & 1023;
        double magnitude = exponent == 0 ? fraction * 0x1.0p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
        if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
    }

    @Test
    void everyBinary16IsDecodedByDefinition() {
        for (int bits = 0; bits < PATTERNS; bits++) {
            assertThat(Float.floatToIntBits(Float16.decode(bits)))
                    .as("%04x", bits)
                    .isEqualTo(Float.floatToIntBits(binary16(bits)));
        }
    }

    @Test
    void everyBfloat16IsTheUpperHalfOfAFloat() {
        for (int bits = 0; bits < PATTERNS; bits++) {
            assertThat(Float.floatToRawIntBits(BFloat16.decode(bits))).isEqualTo(bits << 16);
        }
    }

    @Test
    void everyBitPatternRoundTrips() {
        everyPatternRoundTrips(BFloat16::encode, BFloat16::decode, 0x7FC0);
        everyPatternRoundTrips(Float16::encode, Float16::decode, 0x7E00);
    }

    private static void everyPatternRoundTrips(Encoder encoder, IntFunction<Float> decoder, int nan) {
        for (int bits = 0; bits < PATTERNS; bits++) {
            float value = decoder.apply(bits);
            int again = encoder.encode(value);
            if (Float.isNaN(value)) {
                assertThat(again & 0x7FFF).isEqualTo(nan);
            } else {
                assertThat(again).as("%04x", bits).isEqualTo(bits);
            }
        }
    }

    /**
     * Between two adjacent values, the midpoint rounds to the even one, and the floats next to it round to the nearer
     * one. Above the largest value, the next value is infinity.
     */
    @Test
    void halfwayValuesRoundToEven() {
        everyHalfwayCase(BFloat16::encode, BFloat16::decode, 0x7F80, 0x1.0p128);
        everyHalfwayCase(Float16::encode, Float16::decode, 0x7C00, 0x1.0p16);
    }

    private static void everyHalfwayCase(Encoder encoder, IntFunction<Float> decoder, int infinity, double next) {
        for (int lower = 0; lower < infinity; lower++) {
            int upper = lower + 1;
            double above = upper == infinity ? next : decoder.apply(upper);
            float middle = (float) ((decoder.apply(lower) + above) / 2);
            assertThat((double) middle).as("exact").isEqualTo((decoder.apply(lower) + above) / 2);
            int even = lower % 2 == 0 ? lower : upper;
            for (int sign : new int[] {0, 0x8000}) {
                float factor = sign == 0 ? 1 : -1;
                assertThat(encoder.encode(factor * middle)).as("%04x", lower).isEqualTo(sign | even);
                assertThat(encoder.encode(factor * Math.nextDown(middle))).isEqualTo(sign | lower);
                assertThat(encoder.encode(factor * Math.nextUp(middle))).isEqualTo(sign | upper);
            }
        }
    }

    @Test
    void extremesBecomeInfiniteOrZero() {
        assertThat(Float16.encode(65519.996f)).isEqualTo(0x7BFF);
        assertThat(Float16.encode(65520f)).isEqualTo(0x7C00);
        assertThat(Float16.encode(-Float.MAX_VALUE)).isEqualTo(0xFC00);
        assertThat(Float16.encode(Float.NEGATIVE_INFINITY)).isEqualTo(0xFC00);
        assertThat(Float16.encode(-0x1.0p-25f)).isEqualTo(0x8000);
        assertThat(Float16.encode(Float.MIN_VALUE)).isZero();
        assertThat(BFloat16.encode(Float.MAX_VALUE)).isEqualTo(0x7F80);
        assertThat(BFloat16.encode(Float.POSITIVE_INFINITY)).isEqualTo(0x7F80);
        assertThat(BFloat16.encode(0x1.0p-134f)).isZero();
        assertThat(BFloat16.encode(-0f)).isEqualTo(0x8000);
        for (int bits : new int[] {0x7F800001, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF, 0x7FC00000}) {
            assertThat(BFloat16.decode(BFloat16.encode(Float.intBitsToFloat(bits))))
                    .isNaN();
            assertThat(Float16.decode(Float16.encode(Float.intBitsToFloat(bits))))
                    .isNaN();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bulkConversionEqualsSingleConversion(FloatFormat format) {
        Random random = new Random(1);
        for (int count : new int[] {0, 1, 2, 7, 1000}) {
            float[] values = new float[count + 3];
            IntStream.range(0, values.length).forEach(i -> values[i] = (float) random.nextGaussian());
            byte[] bytes = new byte[format.bytes() * count + 7];
            format.encode(values, 2, count, bytes, 5);
            float[] decoded = new float[count + 2];
            format.decode(bytes, 5, decoded, 1, count);
            assertThat(decoded[0]).isZero();
            assertThat(decoded[count + 1]).isZero();
            assertThat(bytes[4]).isZero();
            assertThat(bytes[bytes.length - 2]).isZero();
            for (int i = 0; i < count; i++) {
                assertThat(decoded[i + 1]).isEqualTo(rounded(format, values[i + 2]));
            }
        }
    }

    private static float rounded(FloatFormat format, float value) {
        return switch (format) {
            case FLOAT32 -> value;
            case BFLOAT16 -> BFloat16.decode(BFloat16.encode(value));
            case FLOAT16 -> Float16.decode(Float16.encode(value));
        };
    }
}

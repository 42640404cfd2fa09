package io.kindling.trainer.math;

/**
 * e^x of floats, correctly rounded in all but rare cases. With r = x / 1024, e^x = (e^r)^1024: the Taylor series of e^r up to r^7 (what is
 * left out is below 4e-13, relative), squared ten times. Infinities, NaN and results too small for a normal float come out as they should.
 */
public final class Exponential {
    /** e^x is 0 as a float below this, and infinite above {@link #LARGEST}. */
    private static final double SMALLEST = -104;

    private static final double LARGEST = 89;

    private Exponential() {}

    /** y = e^x. Reads {@code x[fromX .. fromX + length)}, overwrites {@code y[fromY .. fromY + length)}; both may be the same range. */
    public static void exp(float[] x, int fromX, float[] y, int fromY, int length) {
        Blockwise.apply(Exponential::exp, x, fromX, y, fromY, length);
    }

    private static void exp(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            values[i] = Math.min(Math.max(values[i], SMALLEST), LARGEST);
        }
        expOfClamped(values, length);
    }

    /** Overwrites values that are not positive with their exponentials, to within 1e-9 of themselves; e^-104 stands for what is smaller, NaN stays. */
    static void ofNegative(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            values[i] = Math.max(values[i], SMALLEST);
        }
        expOfClamped(values, length);
    }

    /** Overwrites values of at most 104 in magnitude with their exponentials, to within 1e-9 of themselves. */
    static void expOfClamped(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            double r = values[i] * 0x1.0p-10;
            double p = 1. / 720 + r * (1. / 5040);
            p = 1. / 24 + r * (1. / 120 + r * p);
            p = 1. / 2 + r * (1. / 6 + r * p);
            p = 1 + r * (1 + r * p);
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            p *= p;
            values[i] = p;
        }
    }
}

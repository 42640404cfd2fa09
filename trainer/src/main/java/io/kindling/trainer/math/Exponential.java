package io.kindling.trainer.math;

/**
 * Exponential e^x of floats, correctly rounded except in rare cases. With r = x / 1024, e^x = (e^r)^1024: the Taylor
 * series of e^r up to r^7 (relative truncation error below 4e-13), squared ten times. Infinities, NaN and subnormal
 * results are correct.
 */
public final class Exponential {
    /** e^x is 0 as a float below this, and infinite above {@link #LARGEST}. */
    private static final double SMALLEST = -104;

    private static final double LARGEST = 89;

    private Exponential() {}

    /**
     * y = e^x. Reads {@code x[fromX .. fromX + length)}, overwrites {@code y[fromY .. fromY + length)}; both can be the
     * same range.
     */
    public static void exp(float[] x, int fromX, float[] y, int fromY, int length) {
        Blockwise.apply(Exponential::exp, x, fromX, y, fromY, length);
    }

    private static void exp(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            values[i] = Math.min(Math.max(values[i], SMALLEST), LARGEST);
        }
        expOfClamped(values, length);
    }

    /**
     * Overwrites values that are not positive with their exponentials, to a relative error of 1e-9. Smaller results are
     * replaced by e^-104; NaN stays NaN.
     */
    static void ofNegative(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            values[i] = Math.max(values[i], SMALLEST);
        }
        expOfClamped(values, length);
    }

    /** Overwrites values of at most 104 in magnitude with their exponentials, to a relative error of 1e-9. */
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

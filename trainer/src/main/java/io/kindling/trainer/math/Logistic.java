package io.kindling.trainer.math;

/** The logistic function and its integral, without overflow for any argument. */
public final class Logistic {
    /** Below -104 the logistic function is 0 as a float, above 104 it is 1. */
    private static final double LARGEST = 104;

    private Logistic() {}

    /** 1 / (1 + e^-x). */
    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** ln(1 + e^x). */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /**
     * y = 1 / (1 + e^-x), correctly rounded except in rare cases. Reads {@code x[fromX .. fromX + length)}, overwrites
     * {@code y[fromY .. fromY + length)}; both can be the same range.
     */
    public static void sigmoid(float[] x, int fromX, float[] y, int fromY, int length) {
        Blockwise.apply(Logistic::sigmoid, x, fromX, y, fromY, length);
    }

    private static void sigmoid(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            values[i] = -Math.min(Math.max(values[i], -LARGEST), LARGEST);
        }
        Exponential.expOfClamped(values, length);
        for (int i = 0; i < length; i++) {
            values[i] = 1 / (1 + values[i]);
        }
    }
}

package io.kindling.trainer.math;

/**
 * Hyperbolic tangent of floats, correctly rounded except in rare cases: x P(x^2) / Q(x^2) with polynomials of degree 5
 * and 4, fitted by weighted least squares (Lawson, 1961) to the smallest relative error, 1.5e-9, on [-9.1, 9.1];
 * beyond, the result is -1 or 1 as a float.
 */
public final class HyperbolicTangent {
    private static final double LARGEST = 9.1;

    private HyperbolicTangent() {}

    /**
     * y = tanh(x). Reads {@code x[fromX .. fromX + length)}, overwrites {@code y[fromY .. fromY + length)}; both can be
     * the same range.
     */
    public static void tanh(float[] x, int fromX, float[] y, int fromY, int length) {
        Blockwise.apply(HyperbolicTangent::tanh, x, fromX, y, fromY, length);
    }

    private static void tanh(double[] values, int length) {
        for (int i = 0; i < length; i++) {
            double x = Math.min(Math.max(values[i], -LARGEST), LARGEST);
            double z = x * x;
            double p = 3.03622974983e-8 + z * -1.20373350527e-11;
            p = 0.00386378214938 + z * (2.79153744212e-5 + z * p);
            p = 0.999999998685 + z * (0.136762927136 + z * p);
            double q = 0.000393060327573 + z * 1.28091483175e-6;
            q = 1 + z * (0.470096247273 + z * (0.0272292195928 + z * q));
            values[i] = x * p / q;
        }
    }
}

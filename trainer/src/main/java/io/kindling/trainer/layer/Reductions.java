package io.kindling.trainer.layer;

/** Sums over a contiguous range, in double. Four running sums each, so that an addition need not wait for the one before. */
final class Reductions {
    private Reductions() {}

    /** Sum of {@code x[from .. to)}. */
    static double sum(float[] x, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < to; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }

    /** Sum of (x - center)^2 over {@code x[from .. to)}. */
    static double squaredDistances(float[] x, int from, int to, double center) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            double p = x[i] - center;
            double q = x[i + 1] - center;
            double r = x[i + 2] - center;
            double s = x[i + 3] - center;
            a += p * p;
            b += q * q;
            c += r * r;
            d += s * s;
        }
        for (; i < to; i++) {
            double p = x[i] - center;
            a += p * p;
        }
        return (a + b) + (c + d);
    }

    /** Sum of g (x - center) over the same range of {@code g} and {@code x}. */
    static double products(float[] g, float[] x, int from, int to, double center) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += g[i] * (x[i] - center);
            b += g[i + 1] * (x[i + 1] - center);
            c += g[i + 2] * (x[i + 2] - center);
            d += g[i + 3] * (x[i + 3] - center);
        }
        for (; i < to; i++) {
            a += g[i] * (x[i] - center);
        }
        return (a + b) + (c + d);
    }
}

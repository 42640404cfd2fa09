package io.kindling.trainer.layer;

/** Sums over a contiguous range, in double, with four running sums so that additions do not wait for each other. */
final class Reductions {
    private Reductions() {}

    /** Sum of {@code x[from .. to)}. With eight running sums. */
    static double sum(float[] x, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = from;
        for (; i + 7 < to; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < to; i++) {
            s0 += x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
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

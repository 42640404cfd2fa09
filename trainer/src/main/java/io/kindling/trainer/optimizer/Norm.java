package io.kindling.trainer.optimizer;

/** Vector norms, computed in double in a fixed order of additions. */
public enum Norm {
    /** Sum of absolute values. */
    L1 {
        @Override
        double include(double total, float[] values, int from, int to) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i + 3 < to; i += 4) {
                a += Math.abs(values[i]);
                b += Math.abs(values[i + 1]);
                c += Math.abs(values[i + 2]);
                d += Math.abs(values[i + 3]);
            }
            for (; i < to; i++) {
                a += Math.abs(values[i]);
            }
            return total + ((a + b) + (c + d));
        }
    },
    /** Root of the sum of squares. */
    L2 {
        @Override
        double include(double total, float[] values, int from, int to) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i + 3 < to; i += 4) {
                a += (double) values[i] * values[i];
                b += (double) values[i + 1] * values[i + 1];
                c += (double) values[i + 2] * values[i + 2];
                d += (double) values[i + 3] * values[i + 3];
            }
            for (; i < to; i++) {
                a += (double) values[i] * values[i];
            }
            return total + ((a + b) + (c + d));
        }

        @Override
        double result(double total) {
            return Math.sqrt(total);
        }
    },
    /** Largest absolute value. */
    INF {
        @Override
        double include(double total, float[] values, int from, int to) {
            float largest = (float) total;
            for (int i = from; i < to; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            return largest;
        }

        @Override
        double combine(double first, double second) {
            return Math.max(first, second);
        }
    };

    /** Returns the norm of a range. */
    public double of(float[] values, int from, int to) {
        return result(include(0, values, from, to));
    }

    /** Adds a range to a total that starts at 0. Uses four running sums so that additions do not wait for each other. */
    abstract double include(double total, float[] values, int from, int to);

    /** Combines two totals. */
    double combine(double first, double second) {
        return first + second;
    }

    /** Returns the norm of a total. */
    double result(double total) {
        return total;
    }
}

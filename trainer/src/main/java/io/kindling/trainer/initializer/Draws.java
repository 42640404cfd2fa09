package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/** Distributions of initializers. Value i comes from counter i of the stream. */
final class Draws {
    private Draws() {}

    /** Fills the range with values uniform in [-bound, bound). */
    static void uniform(float[] values, int offset, int length, double bound, RandomStream random) {
        for (int i = 0; i < length; i++) {
            values[offset + i] = (float) ((2 * random.uniformDouble(i) - 1) * bound);
        }
    }

    /** Fills the range with normally distributed values. */
    static void normal(
            float[] values, int offset, int length, double mean, double standardDeviation, RandomStream random) {
        for (int i = 0; i < length; i++) {
            values[offset + i] = (float) (mean + standardDeviation * random.gaussian(i));
        }
    }
}

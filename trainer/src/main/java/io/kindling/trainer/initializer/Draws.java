package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/** The two distributions that initialisers draw from. Value i comes from counter i of the stream. */
final class Draws {
    private Draws() {}

    /** Overwrites the range with values uniform in [-bound, bound). */
    static void uniform(float[] values, int offset, int length, double bound, RandomStream random) {
        for (int i = 0; i < length; i++) {
            values[offset + i] = (float) ((2 * random.uniformDouble(i) - 1) * bound);
        }
    }

    /** Overwrites the range with normal values. */
    static void normal(
            float[] values, int offset, int length, double mean, double standardDeviation, RandomStream random) {
        for (int i = 0; i < length; i++) {
            values[offset + i] = (float) (mean + standardDeviation * random.gaussian(i));
        }
    }
}

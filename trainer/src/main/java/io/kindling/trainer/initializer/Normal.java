package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/** Normal with the given mean and standard deviation; defaults 0 and 1. */
public record Normal(double mean, double standardDeviation) implements Initializer {
    public Normal() {
        this(0, 1);
    }

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Draws.normal(values, offset, length, mean, standardDeviation, random);
    }
}

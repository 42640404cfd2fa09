package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/**
 * Normal with mean 0 and standard deviation sqrt(2 / ((1 + negativeSlope^2) fanIn)); the default slope 0 is for ReLU
 * (He et al., 2015).
 */
public record KaimingNormal(double negativeSlope) implements Initializer {
    public KaimingNormal() {
        this(0);
    }

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Draws.normal(values, offset, length, 0, Math.sqrt(2.0 / ((1 + negativeSlope * negativeSlope) * fanIn)), random);
    }
}

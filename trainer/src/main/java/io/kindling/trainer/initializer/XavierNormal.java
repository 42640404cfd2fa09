package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/**
 * Normal with mean 0 and standard deviation gain sqrt(2 / (fanIn + fanOut)); default gain 1 (Glorot and Bengio, 2010).
 */
public record XavierNormal(double gain) implements Initializer {
    public XavierNormal() {
        this(1);
    }

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Draws.normal(values, offset, length, 0, gain * Math.sqrt(2.0 / (fanIn + fanOut)), random);
    }
}

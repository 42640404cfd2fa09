package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/** Uniform in +-gain sqrt(6 / (fanIn + fanOut)); default gain 1 (Glorot and Bengio, 2010). */
public record XavierUniform(double gain) implements Initializer {
    public XavierUniform() {
        this(1);
    }

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Draws.uniform(values, offset, length, gain * Math.sqrt(6.0 / (fanIn + fanOut)), random);
    }
}

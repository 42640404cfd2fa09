package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/** Uniform in +-1/sqrt(fanIn): PyTorch's default for the biases of Linear and convolution (LeCun, 1998). */
public record FanInUniform() implements Initializer {

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Draws.uniform(values, offset, length, 1 / Math.sqrt(fanIn), random);
    }
}

package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;

/**
 * Uniform in +-sqrt(6 / ((1 + negativeSlope^2) fanIn)); the default slope 0 is for ReLU (He et al., 2015). With slope
 * sqrt(5) it is PyTorch's default for weights, +-1/sqrt(fanIn).
 */
public record KaimingUniform(double negativeSlope) implements Initializer {
    public KaimingUniform() {
        this(0);
    }

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Draws.uniform(values, offset, length, Math.sqrt(6.0 / ((1 + negativeSlope * negativeSlope) * fanIn)), random);
    }
}

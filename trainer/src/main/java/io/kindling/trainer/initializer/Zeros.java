package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;

/** Sets all values to 0. */
public record Zeros() implements Initializer {

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Arrays.fill(values, offset, offset + length, 0f);
    }
}

package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;

/** Sets all values to {@code value}. */
public record Constant(float value) implements Initializer {

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        Arrays.fill(values, offset, offset + length, value);
    }
}

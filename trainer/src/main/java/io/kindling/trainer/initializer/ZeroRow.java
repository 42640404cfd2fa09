package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;

/**
 * Initializes like {@code base}, then sets one row of {@code rowLength} values to zero: the padding row of an
 * embedding.
 */
public record ZeroRow(Initializer base, int row, int rowLength) implements Initializer {

    @Override
    public void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random) {
        base.fill(values, offset, length, fanIn, fanOut, random);
        int from = offset + row * rowLength;
        Arrays.fill(values, from, from + rowLength, 0f);
    }
}

package io.kindling.trainer.data;

import io.kindling.trainer.random.RandomStream;

/**
 * 64 bits of an example's content: its features, targets and weight, whatever file, row or partition it was read from. Orders, splits and samples are keyed
 * by it. -0.0 counts as 0.0, a missing weight as 1.
 */
public final class ContentHash {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private ContentHash() {}

    /** The hash of every row of a block. */
    public static long[] of(Block block) {
        long[] hashes = new long[block.rows()];
        for (int row = 0; row < hashes.length; row++) {
            hashes[row] = of(block, row);
        }
        return hashes;
    }

    /** The hash of one row of a block. */
    public static long of(Block block, int row) {
        int features = block.featureColumns();
        int targets = block.targetColumns();
        long hash = fold(features, block.features(), row * features, features);
        hash = fold(hash, block.targets(), row * targets, targets);
        float weight = block.weights() == null ? 1f : block.weights()[row];
        return RandomStream.mix((hash + GAMMA) ^ bits(weight));
    }

    /** Two values a step; each step is a bijection of the hash so far. */
    private static long fold(long start, float[] values, int offset, int length) {
        long hash = RandomStream.mix(start + GAMMA);
        int i = offset;
        int end = offset + length;
        for (; i + 1 < end; i += 2) {
            hash = RandomStream.mix((hash + GAMMA) ^ (bits(values[i]) << 32 | bits(values[i + 1])));
        }
        return i < end ? RandomStream.mix((hash + GAMMA) ^ bits(values[i])) : hash;
    }

    /** Adding 0 turns -0.0 into 0.0 and leaves every other value as it is. */
    private static long bits(float value) {
        return Float.floatToIntBits(value + 0f) & 0xFFFFFFFFL;
    }
}

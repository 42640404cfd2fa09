package io.kindling.trainer.data;

import io.kindling.trainer.random.RandomStream;

/**
 * A 64-bit hash of the content of an example: features, targets and weight. It does not depend on the file, row or
 * partition of the example. It keys orders, splits and samples. -0.0 hashes like 0.0, a missing weight like 1.
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

    /** Folds two values per step; each step is a bijection of the previous hash. */
    private static long fold(long start, float[] values, int offset, int length) {
        long hash = RandomStream.mix(start + GAMMA);
        int i = offset;
        int end = offset + length;
        for (; i + 1 < end; i += 2) {
            hash = RandomStream.mix((hash + GAMMA) ^ (bits(values[i]) << 32 | bits(values[i + 1])));
        }
        return i < end ? RandomStream.mix((hash + GAMMA) ^ bits(values[i])) : hash;
    }

    /** Adding 0 turns -0.0 into 0.0 and changes no other value. */
    private static long bits(float value) {
        return Float.floatToIntBits(value + 0f) & 0xFFFFFFFFL;
    }
}

package io.kindling.trainer.random;

/**
 * A random permutation of 0 .. n-1 that is computed, not stored. Position i does not depend on earlier positions, so a
 * task computes only the rows of its batch.
 *
 * <p>An unbalanced Feistel network over the smallest power of two that holds n (at least 4), with SplitMix64's
 * finalizer as the round function. A value that is not below n is permuted again until it is ("cycle walking": Black
 * and Rogaway, "Ciphers with arbitrary finite domains", 2002). Both are bijections, so the result is a permutation. On
 * average, fewer than two rounds are needed.
 */
public final class Permutation {
    private static final int ROUNDS = 6;

    private final int n;
    private final int leftBits;
    private final int rightBits;
    private final long[] keys;

    /** Creates a permutation of n elements for a random stream. */
    public Permutation(RandomStream random, int n) {
        this.n = n;
        int bits = Math.max(2, 32 - Integer.numberOfLeadingZeros(Math.max(1, n - 1)));
        this.leftBits = bits / 2;
        this.rightBits = bits - leftBits;
        this.keys = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = random.bits(round);
        }
    }

    /** Returns the element at position i in [0, n). */
    public int at(int i) {
        int value = i;
        do {
            value = walk(value);
        } while (value >= n);
        return value;
    }

    private int walk(int value) {
        int leftMask = (1 << leftBits) - 1;
        int rightMask = (1 << rightBits) - 1;
        int left = value >>> rightBits;
        int right = value & rightMask;
        for (int round = 0; round < ROUNDS; round += 2) {
            left = (left ^ (int) RandomStream.mix(keys[round] + right)) & leftMask;
            right = (right ^ (int) RandomStream.mix(keys[round + 1] + left)) & rightMask;
        }
        return (left << rightBits) | right;
    }
}

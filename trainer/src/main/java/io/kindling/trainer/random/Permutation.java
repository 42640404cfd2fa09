package io.kindling.trainer.random;

/**
 * A random order of 0 .. n-1 that is computed, not stored: position i is found without the positions before it, so that a task looks up only the
 * rows of its own batch.
 *
 * <p>An unbalanced Feistel network over the smallest power of two that holds n (at least 4), with SplitMix64's finaliser as the round function; a
 * value that falls outside is sent through again until it falls inside ("cycle walking": Black and Rogaway, "Ciphers with arbitrary finite
 * domains", 2002). Both are bijections, hence so is the order. On average fewer than two walks are needed.
 */
public final class Permutation {
    private static final int ROUNDS = 6;

    private final int n;
    private final int leftBits;
    private final int rightBits;
    private final long[] keys;

    /** The order of n things that belongs to a stream. */
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

    /** What stands at position i, for i in [0, n). */
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

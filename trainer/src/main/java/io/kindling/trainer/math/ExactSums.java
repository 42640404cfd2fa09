package io.kindling.trainer.math;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * Exact sums of floats or of their squares, without rounding: one long fixed-point number per column, wide enough for
 * every float (Kulisch's accumulator). An exact sum depends only on the values, not on their order or on their
 * distribution over tasks.
 *
 * <p>A float is {@code mantissa 2^(exponent - 149)} with a 24-bit mantissa, its square is
 * {@code mantissa^2 2^(2 exponent - 298)}. A column is stored as 32-bit words, each in a long, so carries are
 * propagated only after 2^31 values.
 */
public final class ExactSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int VALUE_WORDS = 11;
    private static final int SQUARE_WORDS = 20;
    private static final long WORD = 0xFFFFFFFFL;
    private static final long CARRY_EVERY = 1L << 30;

    private final int wordsPerColumn;
    private final long[] words;
    private long added;

    private ExactSums(int wordsPerColumn, long[] words) {
        this.wordsPerColumn = wordsPerColumn;
        this.words = words;
    }

    /** Creates sums of values. */
    public static ExactSums ofValues(int columns) {
        return new ExactSums(VALUE_WORDS, new long[Math.multiplyExact(columns, VALUE_WORDS)]);
    }

    /** Creates sums of squares. */
    public static ExactSums ofSquares(int columns) {
        return new ExactSums(SQUARE_WORDS, new long[Math.multiplyExact(columns, SQUARE_WORDS)]);
    }

    /** Adds one row of finite values: {@code values[offset + c]} to column c. */
    public void addValues(float[] values, int offset) {
        for (int at = 0, i = offset; at < words.length; at += wordsPerColumn, i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            add(at, mantissa(bits), exponent(bits), bits >> 31 | 1);
        }
        carryInTime();
    }

    /** Adds the squares of one row of finite values. */
    public void addSquares(float[] values, int offset) {
        for (int at = 0, i = offset; at < words.length; at += wordsPerColumn, i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            long mantissa = mantissa(bits);
            long square = mantissa * mantissa;
            int exponent = 2 * exponent(bits);
            add(at, square & 0xFFFFFF, exponent, 1);
            add(at, square >>> 24, exponent + 24, 1);
        }
        carryInTime();
    }

    private static long mantissa(int bits) {
        int fraction = bits & 0x7FFFFF;
        return (bits & 0x7F800000) == 0 ? fraction : fraction | 0x800000;
    }

    private static int exponent(int bits) {
        return Math.max((bits >>> 23) & 0xFF, 1) - 1;
    }

    private void add(int column, long mantissa, int exponent, int sign) {
        long shifted = mantissa << (exponent & 31);
        int word = column + (exponent >>> 5);
        words[word] += sign * (shifted & WORD);
        words[word + 1] += sign * (shifted >>> 32);
    }

    private void carryInTime() {
        added += 2;
        if (added >= CARRY_EVERY) {
            carry();
        }
    }

    /** Propagates carries: every word except for the highest of a column is then in [0, 2^32). */
    private void carry() {
        for (int at = 0; at < words.length; at += wordsPerColumn) {
            for (int w = at; w < at + wordsPerColumn - 1; w++) {
                words[w + 1] += words[w] >> 32;
                words[w] &= WORD;
            }
        }
        added = 1;
    }

    /** Adds the sums of {@code other}, which do not change. */
    public void merge(ExactSums other) {
        carry();
        other.carry();
        for (int i = 0; i < words.length; i++) {
            words[i] += other.words[i];
        }
        carry();
    }

    /** Returns the sum of a column in units of 2^-149 for values, 2^-298 for squares. */
    public BigInteger units(int column) {
        BigInteger sum = BigInteger.ZERO;
        for (int w = wordsPerColumn - 1; w >= 0; w--) {
            sum = sum.shiftLeft(32).add(BigInteger.valueOf(words[column * wordsPerColumn + w]));
        }
        return sum;
    }

    /** Returns the words of all columns, for serialization, after propagating carries. */
    public long[] words() {
        carry();
        return words;
    }

    /** Creates sums of values from the result of {@link #words}. The array is kept, not copied. */
    public static ExactSums valuesFrom(long[] words) {
        return new ExactSums(VALUE_WORDS, words);
    }

    /** Creates sums of squares from the result of {@link #words}. The array is kept, not copied. */
    public static ExactSums squaresFrom(long[] words) {
        return new ExactSums(SQUARE_WORDS, words);
    }
}

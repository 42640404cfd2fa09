package io.kindling.trainer.math;

/** Tests for NaN and infinite values. */
public final class Finite {
    private Finite() {}

    /**
     * Whether all values are finite. Uses the maximum of magnitudes, which is NaN if any value is NaN and which the JIT
     * compiler vectorizes.
     */
    public static boolean all(float[] values) {
        return all(values, 0, values.length);
    }

    /** Whether the values {@code [from, to)} are finite. */
    public static boolean all(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest <= Float.MAX_VALUE;
    }
}

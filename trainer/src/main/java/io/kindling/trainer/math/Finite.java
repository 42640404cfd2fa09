package io.kindling.trainer.math;

/** Whether numbers are neither NaN nor infinite. */
public final class Finite {
    private Finite() {}

    /** Whether all values are finite; the maximum of magnitudes with a NaN among them is NaN, and the JIT compiler vectorises it. */
    public static boolean all(float[] values) {
        return all(values, 0, values.length);
    }

    /** Whether the values {@code [from, to)} are. */
    public static boolean all(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest <= Float.MAX_VALUE;
    }
}

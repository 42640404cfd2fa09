package io.kindling.trainer.math;

/** Whether numbers are neither NaN nor infinite. */
public final class Finite {
    private Finite() {}

    /** Whether all values are finite; the maximum of magnitudes with a NaN among them is NaN, and the JIT compiler vectorises it. */
    public static boolean all(float[] values) {
        float largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest <= Float.MAX_VALUE;
    }
}

package io.kindling.trainer.math;

/** Whether numbers are neither NaN nor infinite. */
public final class Finite {
    private static final int BLOCK = 256;

    private Finite() {}

    /** Whether all values are finite. */
    public static boolean all(float[] values) {
        return all(values, 0, values.length);
    }

    /** Whether the values {@code [from, to)} are. 0 times one that is not is NaN, and stays in the sum; one sum for each place of a block lets the JIT compiler vectorise it. */
    public static boolean all(float[] values, int from, int to) {
        float[] block = new float[Math.min(BLOCK, to - from)];
        float[] sums = new float[block.length];
        for (int at = from; at < to; at += BLOCK) {
            int n = Math.min(BLOCK, to - at);
            System.arraycopy(values, at, block, 0, n);
            for (int i = 0; i < n; i++) {
                sums[i] += block[i] * 0f;
            }
        }
        float all = 0;
        for (float sum : sums) {
            all += sum;
        }
        return !Float.isNaN(all);
    }
}

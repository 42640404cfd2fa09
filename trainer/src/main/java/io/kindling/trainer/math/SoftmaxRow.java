package io.kindling.trainer.math;

/** Softmax of one row, stable for any finite logits: the largest is subtracted before the exponential. */
public final class SoftmaxRow {
    private SoftmaxRow() {}

    /** Log of the sum of the exponentials of {@code logits[at .. at + columns)}. */
    public static double logSumExp(float[] logits, int at, int columns) {
        float largest = largest(logits, at, columns);
        double sum = 0;
        for (int j = at; j < at + columns; j++) {
            sum += Math.exp((double) logits[j] - largest);
        }
        return largest + Math.log(sum);
    }

    /**
     * Overwrites {@code probabilities[at .. at + columns)} with the softmax of the same range of {@code logits}.
     *
     * @return log of the sum of the exponentials of the logits
     */
    public static double softmax(float[] logits, int at, int columns, float[] probabilities) {
        float largest = largest(logits, at, columns);
        double sum = 0;
        for (int j = at; j < at + columns; j++) {
            double e = Math.exp((double) logits[j] - largest);
            probabilities[j] = (float) e;
            sum += e;
        }
        float scale = (float) (1 / sum);
        for (int j = at; j < at + columns; j++) {
            probabilities[j] *= scale;
        }
        return largest + Math.log(sum);
    }

    static float largest(float[] values, int at, int columns) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = at; j < at + columns; j++) {
            largest = Math.max(largest, values[j]);
        }
        return largest;
    }
}

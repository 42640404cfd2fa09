package io.kindling.trainer.math;

/**
 * Softmax of many rows, as {@link SoftmaxRow} computes it of one, with the vectorised exponential of {@link Exponential}. Rows are taken some at a time, as many as a
 * scratch array that stays in cache holds. An instance serves one thread.
 */
public final class SoftmaxRows {
    private static final int BLOCK = 512;

    private final int columns;
    private final double[] block;
    private final double[] logSums;

    /** For rows of that many columns. */
    public SoftmaxRows(int columns) {
        int rows = Math.max(1, BLOCK / columns);
        this.columns = columns;
        this.block = new double[rows * columns];
        this.logSums = new double[rows];
    }

    /** How many rows {@link #softmax} takes at most. */
    public int rows() {
        return logSums.length;
    }

    /**
     * Reads the rows {@code [first, first + rows)} of {@code logits} and overwrites those of {@code probabilities}, which may be null when only {@link #logSum} is wanted.
     */
    public void softmax(float[] logits, int first, int rows, float[] probabilities) {
        for (int row = 0; row < rows; row++) {
            int from = (first + row) * columns;
            double largest = SoftmaxRow.largest(logits, from, columns);
            logSums[row] = largest;
            for (int j = 0, to = row * columns; j < columns; j++) {
                block[to + j] = logits[from + j] - largest;
            }
        }
        Exponential.ofNegative(block, rows * columns);
        for (int row = 0; row < rows; row++) {
            int from = row * columns;
            double sum = 0;
            for (int j = from; j < from + columns; j++) {
                sum += block[j];
            }
            logSums[row] += Math.log(sum);
            if (probabilities != null) {
                double scale = 1 / sum;
                int to = (first + row) * columns;
                for (int j = 0; j < columns; j++) {
                    probabilities[to + j] = (float) (block[from + j] * scale);
                }
            }
        }
    }

    /** Log of the sum of the exponentials of a row of the last call, counted from its first. */
    public double logSum(int row) {
        return logSums[row];
    }
}

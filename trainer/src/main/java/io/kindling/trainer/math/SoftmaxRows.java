package io.kindling.trainer.math;

/**
 * Softmax of many rows, with the vectorized exponential of {@link Exponential}. Processes as many rows at a time as fit
 * into a scratch array that stays in cache. Not thread-safe.
 */
public final class SoftmaxRows {
    private static final int BLOCK = 512;

    private final int columns;
    private final double[] block;
    private final double[] logSums;

    /** Creates a softmax for rows of {@code columns} values. */
    public SoftmaxRows(int columns) {
        int rows = Math.max(1, BLOCK / columns);
        this.columns = columns;
        this.block = new double[rows * columns];
        this.logSums = new double[rows];
    }

    /** Maximum number of rows per call of {@link #softmax}. */
    public int rows() {
        return logSums.length;
    }

    /**
     * Computes the softmax of the rows {@code [first, first + rows)} of {@code logits} into the same rows of
     * {@code probabilities}, which is null if only {@link #logSum} is needed.
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

    /** Log of the sum of the exponentials of a row of the last call, from 0. */
    public double logSum(int row) {
        return logSums[row];
    }
}

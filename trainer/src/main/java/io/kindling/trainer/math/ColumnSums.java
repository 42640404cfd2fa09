package io.kindling.trainer.math;

/** Sums over the rows of a matrix. */
public final class ColumnSums {
    private ColumnSums() {}

    /**
     * Adds the sum of each column of {@code x}, (rows, columns), to {@code target[offset .. offset + columns)}. Rows
     * are copied so that both operands start at index 0: the JIT compiler of JDK 17 does not vectorize an addition with
     * two different offsets.
     */
    public static void addTo(float[] x, int rows, int columns, float[] target, int offset) {
        float[] sums = new float[columns];
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, i * columns, row, 0, columns);
            for (int j = 0; j < columns; j++) {
                sums[j] += row[j];
            }
        }
        for (int j = 0; j < columns; j++) {
            target[offset + j] += sums[j];
        }
    }
}

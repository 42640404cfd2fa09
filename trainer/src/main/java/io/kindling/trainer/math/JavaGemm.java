package io.kindling.trainer.math;

import java.util.Arrays;

/**
 * Matrix multiplication in plain Java. A panel of B is copied into rows that stay in cache; then every row of C
 * accumulates four of them at a time. The JIT compiler vectorizes the innermost loop. Every element of C adds its
 * products in the order of k.
 */
public final class JavaGemm implements Gemm {
    private static final int PANEL_ROWS = 64;
    private static final int PANEL_COLUMNS = 512;
    /** Tile size for copying a transposed operand, so that source and target stay in cache. */
    private static final int TILE = 16;

    @Override
    public void multiply(
            Operand transposeA,
            Operand transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int offsetA,
            int lda,
            float[] b,
            int offsetB,
            int ldb,
            float beta,
            float[] c,
            int offsetC,
            int ldc) {
        scale(m, n, beta, c, offsetC, ldc);
        int stepI = transposeA == Operand.PLAIN ? lda : 1;
        int stepP = transposeA == Operand.PLAIN ? 1 : lda;
        float[][] panel = new float[Math.min(PANEL_ROWS, (k + 3) & -4)][Math.min(PANEL_COLUMNS, n)];
        float[] sums = new float[Math.min(PANEL_COLUMNS, n)];
        for (int column = 0; column < n; column += PANEL_COLUMNS) {
            int columns = Math.min(PANEL_COLUMNS, n - column);
            for (int row = 0; row < k; row += PANEL_ROWS) {
                int rows = Math.min(PANEL_ROWS, k - row);
                if (transposeB == Operand.PLAIN) {
                    copy(b, offsetB + row * ldb + column, ldb, panel, rows, columns);
                } else {
                    copyTransposed(b, offsetB + column * ldb + row, ldb, panel, rows, columns);
                }
                for (int p = rows; p % 4 != 0; p++) {
                    Arrays.fill(panel[p], 0f);
                }
                for (int i = 0; i < m; i++) {
                    int from = offsetC + i * ldc + column;
                    System.arraycopy(c, from, sums, 0, columns);
                    int at = offsetA + i * stepI + row * stepP;
                    int p = 0;
                    for (; p + 3 < rows; p += 4) {
                        add(
                                columns,
                                sums,
                                alpha * a[at + p * stepP],
                                panel[p],
                                alpha * a[at + (p + 1) * stepP],
                                panel[p + 1],
                                alpha * a[at + (p + 2) * stepP],
                                panel[p + 2],
                                alpha * a[at + (p + 3) * stepP],
                                panel[p + 3]);
                    }
                    if (p < rows) {
                        add(
                                columns,
                                sums,
                                alpha * a[at + p * stepP],
                                panel[p],
                                p + 1 < rows ? alpha * a[at + (p + 1) * stepP] : 0f,
                                panel[p + 1],
                                p + 2 < rows ? alpha * a[at + (p + 2) * stepP] : 0f,
                                panel[p + 2],
                                0f,
                                panel[p + 3]);
                    }
                    System.arraycopy(sums, 0, c, from, columns);
                }
            }
        }
    }

    /**
     * The innermost loop. All arrays start at index 0: the JIT compiler of JDK 17 does not vectorize loops with two
     * different offsets.
     */
    private static void add(
            int columns,
            float[] sums,
            float a0,
            float[] b0,
            float a1,
            float[] b1,
            float a2,
            float[] b2,
            float a3,
            float[] b3) {
        for (int j = 0; j < columns; j++) {
            sums[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    private static void copy(float[] b, int offset, int ldb, float[][] panel, int rows, int columns) {
        for (int p = 0; p < rows; p++) {
            System.arraycopy(b, offset + p * ldb, panel[p], 0, columns);
        }
    }

    private static void copyTransposed(float[] b, int offset, int ldb, float[][] panel, int rows, int columns) {
        for (int tile = 0; tile < columns; tile += TILE) {
            int end = Math.min(tile + TILE, columns);
            for (int p = 0; p < rows; p++) {
                float[] row = panel[p];
                for (int j = tile; j < end; j++) {
                    row[j] = b[offset + j * ldb + p];
                }
            }
        }
    }

    /** C = beta C. With beta 0, C is overwritten, including NaN. */
    static void scale(int m, int n, float beta, float[] c, int offset, int ldc) {
        for (int i = 0; i < m; i++) {
            int from = offset + i * ldc;
            if (beta == 0) {
                Arrays.fill(c, from, from + n, 0f);
            } else if (beta != 1) {
                for (int j = from; j < from + n; j++) {
                    c[j] *= beta;
                }
            }
        }
    }

    @Override
    public String description() {
        return "plain Java";
    }
}

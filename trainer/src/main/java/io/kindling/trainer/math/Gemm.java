package io.kindling.trainer.math;

/**
 * General matrix multiplication on row-major heap arrays, single-threaded. Implementations are stateless and agree
 * within rounding, but not bit for bit, so a training uses one implementation everywhere.
 */
public interface Gemm {

    /** Whether an operand is transposed. */
    enum Operand {
        PLAIN,
        TRANSPOSED
    }

    /**
     * C = alpha op(A) op(B) + beta C, with op(A) of m x k, op(B) of k x n and C of m x n. Reads A and B. With beta 0,
     * overwrites C, including NaN; otherwise adds to C.
     *
     * @param lda distance between the rows of A as stored; ldb and ldc likewise
     */
    void multiply(
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
            int ldc);

    /** Name of the implementation, for the log and the manifest: {@code OpenBLAS 0.3.31 (JNI)}. */
    String description();
}

package io.kindling.driver.benchmark;

import io.kindling.trainer.math.Gemm;

/** Counts the floating-point operations of another implementation's products: 2 m n k each. Not thread-safe. */
final class CountingGemm implements Gemm {
    private final Gemm gemm;
    private long operations;

    CountingGemm(Gemm gemm) {
        this.gemm = gemm;
    }

    long operations() {
        return operations;
    }

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
        operations += 2L * m * n * k;
        gemm.multiply(transposeA, transposeB, m, n, k, alpha, a, offsetA, lda, b, offsetB, ldb, beta, c, offsetC, ldc);
    }

    @Override
    public String description() {
        return gemm.description();
    }
}

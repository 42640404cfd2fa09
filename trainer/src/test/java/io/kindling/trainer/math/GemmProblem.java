package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.math.Gemm.Operand;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Operands inside larger arrays, and their expected product. */
final class GemmProblem {
    /** The implementations that load on this machine. */
    static final List<Gemm> IMPLEMENTATIONS =
            List.of(new JavaGemm(), Backend.choose("auto", NativeGemm::load).gemm());

    private final Operand transposeA;
    private final Operand transposeB;
    private final int m;
    private final int n;
    private final int k;
    private final float alpha;
    private final float beta;
    private final int offset;
    private final int lda;
    private final int ldb;
    private final int ldc;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    GemmProblem(
            Operand transposeA,
            Operand transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float beta,
            int offset,
            int pad,
            long seed) {
        this.transposeA = transposeA;
        this.transposeB = transposeB;
        this.m = m;
        this.n = n;
        this.k = k;
        this.alpha = alpha;
        this.beta = beta;
        this.offset = offset;
        this.lda = Math.max(1, transposeA == Operand.PLAIN ? k : m) + pad;
        this.ldb = Math.max(1, transposeB == Operand.PLAIN ? n : k) + pad;
        this.ldc = Math.max(1, n) + pad;
        SplittableRandom random = new SplittableRandom(seed);
        this.a = values(random, (transposeA == Operand.PLAIN ? m : k) * lda);
        this.b = values(random, (transposeB == Operand.PLAIN ? k : n) * ldb);
        this.c = values(random, m * ldc);
    }

    private static float[] values(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** The product, in an array with the same padding as {@link #c}, for any shift of the operands. */
    float[] solve(Gemm gemm, int shift) {
        float[] result = shifted(c, shift);
        gemm.multiply(
                transposeA,
                transposeB,
                m,
                n,
                k,
                alpha,
                shifted(a, shift),
                shift,
                lda,
                shifted(b, shift),
                shift,
                ldb,
                beta,
                result,
                shift,
                ldc);
        assertThat(Arrays.copyOf(result, shift)).isEqualTo(shifted(new float[0], shift));
        return Arrays.copyOfRange(result, shift, result.length);
    }

    private static float[] shifted(float[] values, int shift) {
        float[] shifted = new float[shift + values.length];
        Arrays.fill(shifted, 0, shift, 7f);
        System.arraycopy(values, 0, shifted, shift, values.length);
        return shifted;
    }

    void check(Gemm gemm) {
        float[] got = solve(gemm, offset);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < ldc; j++) {
                double want = c[i * ldc + j];
                double tolerance = 0;
                if (j < n) {
                    double sum = 0;
                    double size = 0;
                    for (int p = 0; p < k; p++) {
                        double x = transposeA == Operand.PLAIN ? a[i * lda + p] : a[p * lda + i];
                        double y = transposeB == Operand.PLAIN ? b[p * ldb + j] : b[j * ldb + p];
                        sum += x * y;
                        size += Math.abs(x * y);
                    }
                    want = alpha * sum + beta * want;
                    tolerance = 0x1.0p-24 * (k + 3) * (Math.abs(alpha) * size + Math.abs(beta));
                }
                assertThat((double) got[i * ldc + j])
                        .as("%s: row %d, column %d", gemm.description(), i, j)
                        .isCloseTo(want, within(tolerance));
            }
        }
    }
}

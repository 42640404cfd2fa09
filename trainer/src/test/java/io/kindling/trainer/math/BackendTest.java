package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import org.junit.jupiter.api.Test;

final class BackendTest {
    private static Gemm absent() {
        throw new ConfigurationException("Cannot load the native BLAS: no such platform");
    }

    @Test
    void autoFallsBackToJavaAndKeepsTheReason() {
        Backend backend = Backend.choose("auto", BackendTest::absent);
        assertThat(backend.gemm()).isInstanceOf(JavaGemm.class);
        assertThat(backend.reason()).contains("no such platform");
    }

    @Test
    void nativeDoesNotFallBack() {
        assertThatThrownBy(() -> Backend.choose("native", BackendTest::absent))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no such platform");
    }

    @Test
    void javaDoesNotLoadNativeCode() {
        assertThat(Backend.choose("Java", BackendTest::absent).gemm()).isInstanceOf(JavaGemm.class);
    }

    @Test
    void otherValuesAreErrors() {
        assertThatThrownBy(() -> Backend.choose("cuda", BackendTest::absent))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid kindling.gemm: cuda (must be native, java or auto)");
    }

    @Test
    void oneBackendPerJvm() {
        assertThat(Backend.ofThisJvm()).isSameAs(Backend.ofThisJvm());
        assertThat(Backend.ofThisJvm().description())
                .isEqualTo(Backend.ofThisJvm().description());
    }

    @Test
    void theDescriptionDistinguishesRounding() {
        Gemm java = new JavaGemm();
        Gemm backwards = new ReversedGemm(java);
        String expected = Backend.choose("native", () -> java).description();
        assertThat(Backend.choose("java", BackendTest::absent).description()).isEqualTo(expected);
        assertThat(Backend.choose("native", () -> backwards).description()).isNotEqualTo(expected);
    }

    /** Adds the products of each sum from the last to the first. */
    private record ReversedGemm(Gemm gemm) implements Gemm {
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
            gemm.multiply(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    alpha,
                    rowsReversed(a, m, k),
                    offsetA,
                    lda,
                    rowsReversed(b, n, k),
                    offsetB,
                    ldb,
                    beta,
                    c,
                    offsetC,
                    ldc);
        }

        private static float[] rowsReversed(float[] values, int rows, int columns) {
            float[] reversed = new float[values.length];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    reversed[i * columns + j] = values[i * columns + columns - 1 - j];
                }
            }
            return reversed;
        }

        @Override
        public String description() {
            return gemm.description();
        }
    }
}

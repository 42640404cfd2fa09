package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.math.Gemm.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Both implementations compared with the definition in double arithmetic; repeated calls give the same bits. */
final class GemmTest {
    static final List<Gemm> IMPLEMENTATIONS = GemmProblem.IMPLEMENTATIONS;

    @Property(tries = 300)
    void smallProducts(@ForAll("small") GemmProblem problem) {
        IMPLEMENTATIONS.forEach(problem::check);
    }

    @Property(tries = 20)
    void productsLargerThanAPanel(@ForAll("large") GemmProblem problem) {
        IMPLEMENTATIONS.forEach(problem::check);
    }

    @Provide
    Arbitrary<GemmProblem> small() {
        Arbitrary<Integer> extent = Arbitraries.integers().between(0, 40);
        return problems(extent, extent, extent);
    }

    @Provide
    Arbitrary<GemmProblem> large() {
        return problems(
                Arbitraries.integers().between(1, 30),
                Arbitraries.integers().between(500, 1100),
                Arbitraries.integers().between(60, 200));
    }

    private static Arbitrary<GemmProblem> problems(Arbitrary<Integer> m, Arbitrary<Integer> n, Arbitrary<Integer> k) {
        Arbitrary<Operand> operand = Arbitraries.of(Operand.class);
        Arbitrary<Float> factor = Arbitraries.of(0f, 1f, -1f, 0.5f, 3f);
        Arbitrary<Integer> offset = Arbitraries.integers().between(0, 9);
        return Combinators.combine(m, n, k, offset, Arbitraries.longs())
                .flatAs((rows, columns, depth, shift, seed) -> Combinators.combine(operand, operand, factor, factor)
                        .as((transposeA, transposeB, alpha, beta) -> new GemmProblem(
                                transposeA, transposeB, rows, columns, depth, alpha, beta, shift, shift / 2, seed)));
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void betaZeroOverwritesTheResult(Gemm gemm) {
        for (int k : new int[] {0, 1, 5}) {
            float[] c = new float[6];
            Arrays.fill(c, Float.NaN);
            gemm.multiply(
                    Operand.PLAIN,
                    Operand.PLAIN,
                    2,
                    3,
                    k,
                    1f,
                    new float[2 * k],
                    0,
                    Math.max(1, k),
                    new float[3 * k],
                    0,
                    3,
                    0f,
                    c,
                    0,
                    3);
            assertThat(c).containsOnly(0f);
        }
    }

    @ParameterizedTest
    @FieldSource("IMPLEMENTATIONS")
    void sameBitsAtEveryAlignmentAndFromEveryThread(Gemm gemm) throws Exception {
        for (GemmProblem problem : shapes()) {
            float[] expected = problem.solve(gemm, 0);
            List<Callable<float[]>> again = new ArrayList<>();
            for (int shift = 0; shift < 33; shift++) {
                int operandShift = shift;
                again.add(() -> problem.solve(gemm, operandShift));
            }
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                for (Future<float[]> solved : threads.invokeAll(again)) {
                    assertThat(Arrays.equals(solved.get(), expected)).isTrue();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /**
     * Products of layers (forward, weight gradient, input gradient), and vectors, for which a BLAS may use other
     * kernels.
     */
    private static List<GemmProblem> shapes() {
        List<GemmProblem> shapes = new ArrayList<>();
        int[][] extents = {{32, 200, 300}, {1, 200, 300}, {200, 1, 300}, {200, 300, 1}, {5, 7, 3}, {32, 10, 512}};
        for (int[] extent : extents) {
            for (Operand transposeA : Operand.values()) {
                for (Operand transposeB : Operand.values()) {
                    shapes.add(new GemmProblem(
                            transposeA, transposeB, extent[0], extent[1], extent[2], 1f, 1f, 0, 0, extent[1]));
                }
            }
        }
        return shapes;
    }
}

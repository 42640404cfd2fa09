package io.kindling.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.regularizer.ElasticNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Driver work on large arrays with one thread and with several threads. */
class ThreadsTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Slot("0.weight", List.of(300, 701), Role.WEIGHT, new Zeros(), 1, 1),
            new Slot("0.bias", List.of(701), Role.BIAS, new Zeros(), 1, 1)));

    static Stream<OptimizerSpec> optimizers() {
        return Specimens.optimizers().stream();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void bitsDoNotDependOnTheNumberOfThreads(OptimizerSpec spec) {
        List<float[]> one = steps(1, spec);
        assertThat(steps(4, spec)).usingElementComparator(ThreadsTest::compare).isEqualTo(one);
    }

    private static int compare(float[] a, float[] b) {
        return Arrays.compare(a, b);
    }

    /** Parameters, slots, penalty and norms after three steps. */
    private static List<float[]> steps(int threads, OptimizerSpec spec) {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> steps(spec)).join();
        } finally {
            pool.shutdown();
        }
    }

    private static List<float[]> steps(OptimizerSpec spec) {
        List<Clipping> clipping = List.of(
                new ClipByValue(0.9),
                new ClipByGlobalNorm(200, Norm.L1),
                new ClipByGlobalNorm(1),
                new ClipByGlobalNorm(1e-3, Norm.INF));
        Optimizer optimizer = new Optimizer(spec, List.of(), clipping, LAYOUT);
        ElasticNet regularizer = new ElasticNet(0.1, 0.1);
        float[] parameters = Specimens.numbers(LAYOUT.length(), 0);
        float[][] slots = optimizer.initialSlots();
        List<float[]> seen = new ArrayList<>();
        for (int t = 1; t <= 3; t++) {
            float[] gradient = Specimens.numbers(LAYOUT.length(), t);
            optimizer.clip(gradient);
            seen.add(new float[] {(float) regularizer.penalty(parameters, LAYOUT)});
            regularizer.addGradient(parameters, gradient, LAYOUT);
            optimizer.step(gradient, slots, parameters, new Step(t, spec.learningRate()));
            seen.add(gradient);
        }
        seen.add(parameters);
        seen.addAll(List.of(slots));
        return seen;
    }
}

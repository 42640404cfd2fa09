package io.kindling.trainer.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.initializer.Zeros;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParameterBlocksTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Slot("0.weight", List.of(1000, 1001), Role.WEIGHT, new Zeros(), 1, 1),
            new Slot("0.bias", List.of(7), Role.BIAS, new Zeros(), 1, 1),
            new Slot("1.weight", List.of(50, 999), Role.WEIGHT, new Zeros(), 1, 1)));

    @Test
    void rangesCoverEverySliceExactlyOnce() {
        Slice left = LAYOUT.slice("0.weight");
        Slice right = LAYOUT.slice("1.weight");
        AtomicIntegerArray visits = new AtomicIntegerArray(LAYOUT.length());
        ParameterBlocks.of(List.of(left, right)).forEach((from, to) -> {
            assertThat(to <= left.end() || from >= right.offset()).isTrue();
            for (int i = from; i < to; i++) {
                visits.incrementAndGet(i);
            }
        });
        for (int i = 0; i < visits.length(); i++) {
            boolean bias = i >= left.end() && i < right.offset();
            assertThat(visits.get(i)).isEqualTo(bias ? 0 : 1);
        }
    }

    /** Values of such different magnitude that another order of summation gives other bits. */
    @Test
    void resultsAreCombinedInRangeOrderOnAnyNumberOfThreads() {
        ParameterBlocks blocks = ParameterBlocks.of(LAYOUT.slices());
        double[] expected = new double[1];
        blocks.combine((from, to) -> from, (sum, from) -> {
            expected[0] += uneven((int) from);
            return 0;
        });
        for (int threads = 1; threads <= 8; threads++) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            try {
                double sum = pool.submit(() -> blocks.sum((from, to) -> uneven(from)))
                        .join();
                assertThat(sum).isEqualTo(expected[0]);
            } finally {
                pool.shutdown();
            }
        }
    }

    private static double uneven(int from) {
        return Math.sin(from) * Math.pow(10, from % 7);
    }
}

package io.kindling.driver.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.UpdateStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Curves whose length does not grow with the training. */
final class IterationHistoryTest {
    private static final long NANOSECONDS = 1_000_000;

    private final AtomicLong clock = new AtomicLong();
    private final List<IterationPoint> finished = new ArrayList<>();

    private IterationHistory history(List<IterationPoint> before) {
        return new IterationHistory(before, finished::add, clock::get);
    }

    /** Trains with loss n in iteration n, 10 examples per millisecond. */
    private void train(IterationHistory history, int from, int to) {
        for (int n = from; n <= to; n++) {
            clock.addAndGet(NANOSECONDS);
            history.onIteration(new IterationReport(0, n - 1, to, n, 10, 1.0 / n, new UpdateStats(n, 0, 2 * n)), null);
        }
    }

    @Test
    void aShortHistoryHasOnePointPerIteration() {
        IterationHistory history = history(List.of());
        train(history, 1, 999);
        assertThat(history.points()).hasSize(999);
        assertThat(history.points().get(41)).isEqualTo(new IterationPoint(42, 1, 42, 1.0 / 42, 84, 10, 0.001));
        assertThat(finished).isEqualTo(history.points());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1999, 5000, 123_457})
    void thePointsAreBoundedAndCoverAllIterations(int iterations) {
        IterationHistory history = history(List.of());
        train(history, 1, iterations);
        List<IterationPoint> points = history.points();
        assertThat(points.size()).isBetween(IterationHistory.MAX_POINTS / 2, IterationHistory.MAX_POINTS);
        assertThat(points.stream().mapToLong(IterationPoint::iterations).sum()).isEqualTo(iterations);
        assertThat(points.stream().mapToLong(IterationPoint::examples).sum()).isEqualTo(10L * iterations);
        assertThat(points.get(points.size() - 1).iteration()).isEqualTo(iterations);
        long stride = points.get(0).iterations();
        assertThat(points.subList(0, points.size() - 1)).allMatch(point -> point.iterations() == stride);
        for (IterationPoint point : points) {
            double mean = point.iteration() - (point.iterations() - 1) / 2.0;
            assertThat(point.loss()).isCloseTo(mean, within(1e-9 * iterations));
            assertThat(point.gradientNorm()).isCloseTo(2 * mean, within(1e-9 * iterations));
            assertThat(point.learningRate()).isEqualTo(1.0 / point.iteration());
            assertThat(point.examplesPerSecond()).isCloseTo(10_000, within(1e-3));
        }
        // The number of reported points grows logarithmically.
        assertThat(finished.size()).isLessThan(1000 + 500 * 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500, 1000, 1003, 7777})
    void aResumedHistoryEqualsAnUninterruptedOne(int stopped) {
        IterationHistory uninterrupted = history(List.of());
        train(uninterrupted, 1, 9000);
        IterationHistory first = history(List.of());
        train(first, 1, stopped);
        IterationHistory second = IterationHistory.after(first.lines(), point -> {});
        assertThat(second.points()).isEqualTo(first.points());
        IterationHistory resumed = history(second.points());
        train(resumed, stopped + 1, 9000);
        assertThat(resumed.points()).isEqualTo(uninterrupted.points());
    }

    @Test
    void nonFiniteValuesAreKept() {
        IterationPoint point = new IterationPoint(3, 1, Double.NaN, 0.1, Double.POSITIVE_INFINITY, 10, 0.5);
        assertThat(IterationPoint.of(point.json(), "test")).isEqualTo(point);
    }
}

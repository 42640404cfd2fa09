package io.kindling.trainer.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Divides slices into cache-sized ranges for one or more threads. The ranges depend only on the slices, and results are
 * combined in range order, so the result does not depend on the number of threads.
 *
 * <p>Uses the fork-join pool of the caller, by default the common pool.
 */
public final class ParameterBlocks {
    /** 64 KiB of floats. */
    private static final int LENGTH = 1 << 14;

    private final List<Range> ranges = new ArrayList<>();

    /** Values {@code [from, to)} of one slice. */
    private record Range(int from, int to) {}

    private ParameterBlocks() {}

    /** Divides slices into ranges, in order. */
    public static ParameterBlocks of(List<Slice> slices) {
        ParameterBlocks blocks = new ParameterBlocks();
        for (Slice slice : slices) {
            for (int from = slice.offset(); from < slice.end(); from += LENGTH) {
                blocks.ranges.add(new Range(from, Math.min(slice.end(), from + LENGTH)));
            }
        }
        return blocks;
    }

    /** An operation on the values {@code [from, to)} of arrays. It must not access other values. */
    public interface Work {
        void on(int from, int to);
    }

    /** A measure of the values {@code [from, to)} of arrays. */
    public interface Measure {
        double of(int from, int to);
    }

    public void forEach(Work work) {
        indices().forEach(i -> work.on(ranges.get(i).from(), ranges.get(i).to()));
    }

    /** The sum over all ranges. */
    public double sum(Measure measure) {
        return combine(measure, Double::sum);
    }

    /** Combines the measures of all ranges in order, starting at 0. */
    public double combine(Measure measure, DoubleBinaryOperator operator) {
        double[] numbers = indices()
                .mapToDouble(i -> measure.of(ranges.get(i).from(), ranges.get(i).to()))
                .toArray();
        double result = 0;
        for (double number : numbers) {
            result = operator.applyAsDouble(result, number);
        }
        return result;
    }

    private IntStream indices() {
        IntStream indices = IntStream.range(0, ranges.size());
        return worthThreads() ? indices.parallel() : indices;
    }

    /** Starting threads takes tens of microseconds, as long as processing a few ranges. */
    private boolean worthThreads() {
        long values =
                ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
        return values > 8L * LENGTH;
    }
}

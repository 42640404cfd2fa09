package io.kindling.trainer.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Slices cut into ranges of some thousand values, for work that one thread or many do, range by range while it is in cache. The cut depends on the slices alone, and what
 * ranges give is combined in their order, so that the bits do not depend on the number of threads.
 *
 * <p>Threads are those of the fork-join pool that the caller runs in, by default the common one.
 */
public final class ParameterBlocks {
    /** 64 KB of floats. */
    private static final int LENGTH = 1 << 14;

    private final List<Range> ranges = new ArrayList<>();

    /** Values {@code [from, to)}, all of one slice. */
    private record Range(int from, int to) {}

    private ParameterBlocks() {}

    /** The ranges of the slices, in their order. */
    public static ParameterBlocks of(List<Slice> slices) {
        ParameterBlocks blocks = new ParameterBlocks();
        for (Slice slice : slices) {
            for (int from = slice.offset(); from < slice.end(); from += LENGTH) {
                blocks.ranges.add(new Range(from, Math.min(slice.end(), from + LENGTH)));
            }
        }
        return blocks;
    }

    /** What is done to the values {@code [from, to)} of some arrays, and to no others. */
    public interface Work {
        void on(int from, int to);
    }

    /** A number of the values {@code [from, to)} of some arrays. */
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

    /** Starts at 0 and combines it with the number of each range, one after another. */
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

    /** Threads take tens of microseconds to start work, as long as a few ranges take. */
    private boolean worthThreads() {
        long values =
                ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
        return values > 8L * LENGTH;
    }
}

package io.kindling.trainer.bench;

import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per value, over a million values of many orders of magnitude, like gradients. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FloatFormatBenchmark.LENGTH)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FloatFormatBenchmark {
    static final int LENGTH = 1 << 20;

    @Param
    public FloatFormat format;

    private final float[] values = new float[LENGTH];
    private final float[] decoded = new float[LENGTH];
    private final byte[] bytes = new byte[Float.BYTES * LENGTH];

    @Setup
    public void draw() {
        RandomStream random = RandomStream.of(1, Purpose.INITIALIZATION);
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) (random.gaussian(i) * Math.exp(3 * random.gaussian(LENGTH + i) - 7));
        }
        format.encode(values, 0, LENGTH, bytes, 0);
    }

    @Benchmark
    public void encode() {
        format.encode(values, 0, LENGTH, bytes, 0);
    }

    @Benchmark
    public void decode() {
        format.decode(bytes, 0, decoded, 0, LENGTH);
    }
}

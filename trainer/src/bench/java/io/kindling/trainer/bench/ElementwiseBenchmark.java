package io.kindling.trainer.bench;

import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.math.ColumnSums;
import io.kindling.trainer.math.Exponential;
import io.kindling.trainer.math.Finite;
import io.kindling.trainer.math.HyperbolicTangent;
import io.kindling.trainer.math.Logistic;
import io.kindling.trainer.math.SumOfSquares;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per value, over 128 rows of 512. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ElementwiseBenchmark.LENGTH)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ElementwiseBenchmark {
    static final int ROWS = 128;
    static final int COLUMNS = 512;
    static final int LENGTH = ROWS * COLUMNS;

    private final Relu relu = new Relu();
    private final float[] x = values();
    private final float[] y = new float[LENGTH];
    private final float[] dy = values();
    private final float[] dx = new float[LENGTH];
    private final float[] target = new float[LENGTH + COLUMNS];

    private static float[] values() {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (i * 0x9E3779B9) * 0x1.0p-29f;
        }
        return values;
    }

    @Benchmark
    public void exp() {
        Exponential.exp(x, 0, y, 0, LENGTH);
    }

    @Benchmark
    public void expOfMath() {
        for (int i = 0; i < LENGTH; i++) {
            y[i] = (float) Math.exp(x[i]);
        }
    }

    @Benchmark
    public void sigmoid() {
        Logistic.sigmoid(x, 0, y, 0, LENGTH);
    }

    @Benchmark
    public void tanh() {
        HyperbolicTangent.tanh(x, 0, y, 0, LENGTH);
    }

    @Benchmark
    public void tanhOfMath() {
        for (int i = 0; i < LENGTH; i++) {
            y[i] = (float) Math.tanh(x[i]);
        }
    }

    @Benchmark
    public void reluForward() {
        relu.activate(x, y, LENGTH);
    }

    @Benchmark
    public void reluBackward() {
        relu.differentiate(x, x, dy, dx, LENGTH);
    }

    @Benchmark
    public void columnSums() {
        ColumnSums.addTo(x, ROWS, COLUMNS, target, LENGTH);
    }

    @Benchmark
    public double sumOfSquares() {
        return SumOfSquares.of(x, 0, LENGTH);
    }

    @Benchmark
    public boolean finite() {
        return Finite.all(x);
    }
}

package io.kindling.trainer.bench;

import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.Gemm.Operand;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.math.NativeGemm;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The three products of a linear layer; {@code flops} divided by a thousand is GFLOP/s. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GemmBenchmark {

    /** Operands of a layer for one batch. */
    @State(Scope.Thread)
    public static class Layer {
        @Param({"native", "java"})
        public String backend;

        /** Rows, inputs, outputs. */
        @Param({"128x784x512", "128x512x10", "1024x784x512"})
        public String extents;

        private Gemm gemm;
        private int rows;
        private int in;
        private int out;
        private float[] x;
        private float[] weight;
        private float[] y;
        private float[] dy;
        private float[] dx;
        private float[] gradient;

        @Setup
        public void allocate() {
            gemm = backend.equals("java") ? new JavaGemm() : NativeGemm.load();
            String[] parts = extents.split("x", -1);
            rows = Integer.parseInt(parts[0]);
            in = Integer.parseInt(parts[1]);
            out = Integer.parseInt(parts[2]);
            x = values(rows * in);
            weight = values(out * in);
            dy = values(rows * out);
            y = new float[rows * out];
            dx = new float[rows * in];
            gradient = new float[out * in];
        }

        private static float[] values(int length) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (i * 0x9E3779B9) * 0x1.0p-31f;
            }
            return values;
        }

        private long operations() {
            return 2L * rows * in * out;
        }
    }

    /** Counts floating-point operations. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counter {
        public long flops;
    }

    @Benchmark
    public void forward(Layer layer, Counter counter) {
        layer.gemm.multiply(
                Operand.PLAIN,
                Operand.TRANSPOSED,
                layer.rows,
                layer.out,
                layer.in,
                1f,
                layer.x,
                0,
                layer.in,
                layer.weight,
                0,
                layer.in,
                0f,
                layer.y,
                0,
                layer.out);
        counter.flops += layer.operations();
    }

    @Benchmark
    public void weightGradient(Layer layer, Counter counter) {
        layer.gemm.multiply(
                Operand.TRANSPOSED,
                Operand.PLAIN,
                layer.out,
                layer.in,
                layer.rows,
                1f,
                layer.dy,
                0,
                layer.out,
                layer.x,
                0,
                layer.in,
                1f,
                layer.gradient,
                0,
                layer.in);
        counter.flops += layer.operations();
    }

    @Benchmark
    public void inputGradient(Layer layer, Counter counter) {
        layer.gemm.multiply(
                Operand.PLAIN,
                Operand.PLAIN,
                layer.rows,
                layer.in,
                layer.out,
                1f,
                layer.dy,
                0,
                layer.out,
                layer.weight,
                0,
                layer.in,
                0f,
                layer.dx,
                0,
                layer.in);
        counter.flops += layer.operations();
    }
}

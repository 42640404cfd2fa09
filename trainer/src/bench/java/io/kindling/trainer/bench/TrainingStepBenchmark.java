package io.kindling.trainer.bench;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.RowRange;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.Conv2d;
import io.kindling.trainer.layer.Dropout;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layer.Flatten;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.MaxPool2d;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
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

/**
 * The gradient of a batch of MNIST size, on one thread ({@code -t 2} for two), compared with its matrix products only:
 * {@code products} repeats the products of {@code gradient}, so the ratio of their {@code examples} is the share of
 * time spent in matrix products. {@code gigaflops} is GFLOP/s of the products.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainingStepBenchmark {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;

    /** The measured networks. */
    public enum Model {
        SMALL(new Features(FEATURES), new Linear(128), new Relu(), new Linear(CLASSES)),
        MLP(
                new Features(FEATURES),
                new Linear(512),
                new Relu(),
                new Linear(512),
                new Relu(),
                new Linear(CLASSES)),
        REGULARIZED(
                new Features(FEATURES),
                new Linear(512),
                new BatchNorm1d(),
                new Relu(),
                new Dropout(),
                new Linear(512),
                new BatchNorm1d(),
                new Relu(),
                new Dropout(),
                new Linear(CLASSES)),
        CNN(
                new Image(1, 28, 28),
                new Conv2d(16, new Extent2(5)),
                new Relu(),
                new MaxPool2d(new Extent2(2)),
                new Conv2d(32, new Extent2(5)),
                new Relu(),
                new MaxPool2d(new Extent2(2)),
                new Flatten(),
                new Linear(128),
                new Relu(),
                new Linear(CLASSES));

        private final NetworkSpec spec;

        Model(Shape input, LayerSpec... layers) {
            this.spec = new NetworkSpec(input, List.of(layers));
        }
    }

    /** Computes products and optionally records them. */
    private static final class RecordingGemm implements Gemm {
        private final Gemm gemm;
        private final List<Runnable> products = new ArrayList<>();
        private boolean recording;
        private long flops;

        RecordingGemm(Gemm gemm) {
            this.gemm = gemm;
        }

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
            Runnable product = () -> gemm.multiply(
                    transposeA, transposeB, m, n, k, alpha, a, offsetA, lda, b, offsetB, ldb, beta, c, offsetC, ldc);
            product.run();
            if (recording) {
                products.add(product);
                flops += 2L * m * n * k;
            }
        }

        @Override
        public String description() {
            return gemm.description();
        }
    }

    /** A model and a batch. */
    @State(Scope.Thread)
    public static class Batch {
        @Param
        public Model model;

        @Param({"128", "1024"})
        public int rows;

        private final RecordingGemm gemm =
                new RecordingGemm(Backend.ofThisJvm().gemm());
        private final RandomStream random = RandomStream.of(1, Purpose.EXAMPLE_ORDER);
        private ShardComputation computation;
        private ModelState state;
        private Block block;
        private Permutation order;

        @Setup
        public void allocate() {
            Network network = Network.of(model.spec);
            computation = new ShardComputation(network, new CrossEntropy(), List.of(new Accuracy()), gemm);
            state = network.initialize(1);
            float[] features = new float[rows * FEATURES];
            for (int i = 0; i < features.length; i++) {
                features[i] = random.uniform(i);
            }
            float[] targets = new float[rows];
            for (int i = 0; i < rows; i++) {
                targets[i] = i % CLASSES;
            }
            block = new Block(rows, FEATURES, 1, features, targets, null);
            order = new Permutation(random, rows);
            gemm.recording = true;
            step();
            gemm.recording = false;
        }

        private double step() {
            GradientShard sums = computation.gradient(state, block, new RowRange(order, 0, rows), random, 0);
            computation.gradients().giveBack(sums.gradientSum());
            return sums.lossSum();
        }
    }

    /** Counts examples and floating-point operations. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counter {
        public long examples;
        public double gigaflops;

        private void add(Batch batch) {
            examples += batch.rows;
            gigaflops += batch.gemm.flops * 1e-9;
        }
    }

    @Benchmark
    public double gradient(Batch batch, Counter counter) {
        counter.add(batch);
        return batch.step();
    }

    @Benchmark
    public void products(Batch batch, Counter counter) {
        counter.add(batch);
        batch.gemm.products.forEach(Runnable::run);
    }
}

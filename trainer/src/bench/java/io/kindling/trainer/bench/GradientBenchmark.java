package io.kindling.trainer.bench;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.RowRange;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.math.NativeGemm;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
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
 * The gradient of one shard of 784-512-512-10; {@code examples} is examples per second over all threads ({@code -t 2}
 * for two).
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class GradientBenchmark {
    private static final int FEATURES = 784;
    private static final int CLASSES = 10;

    /** A model and its examples. */
    @State(Scope.Thread)
    public static class Shard {
        @Param({"native", "java"})
        public String backend;

        @Param({"128", "512", "1024"})
        public int rows;

        private ShardComputation computation;
        private ModelState model;
        private Block block;
        private Permutation order;

        @Setup
        public void allocate() {
            Network network = Network.of(new NetworkSpec(
                    new Features(FEATURES),
                    List.of(new Linear(512), new Relu(), new Linear(512), new Relu(), new Linear(CLASSES))));
            Gemm gemm = backend.equals("java") ? new JavaGemm() : NativeGemm.load();
            computation = new ShardComputation(network, new CrossEntropy(), List.of(new Accuracy()), gemm);
            model = network.initialize(1);
            RandomStream random = RandomStream.of(1, Purpose.EXAMPLE_ORDER);
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
        }
    }

    /** Counts examples. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counter {
        public long examples;
    }

    @Benchmark
    public GradientShard gradient(Shard shard, Counter counter) {
        counter.examples += shard.rows;
        return shard.computation.gradient(shard.model, shard.block, new RowRange(shard.order, 0, shard.rows), RandomStream.of(1, Purpose.EXAMPLE_ORDER), 0);
    }
}

package io.kindling.trainer.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.Conv2d;
import io.kindling.trainer.layer.Dropout;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layer.Flatten;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.MaxPool2d;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReuseTest {
    private static final int SIDE = 12;
    private static final int ROWS = 512;
    private static final List<LayerSpec> LAYERS = List.of(
            new Conv2d(4, new Extent2(3)),
            new Relu(),
            new MaxPool2d(new Extent2(2)),
            new Flatten(),
            new Linear(256),
            new BatchNorm1d(),
            new Dropout(),
            new Linear(10));

    private final Network network = Network.of(new NetworkSpec(new Image(1, SIDE, SIDE), LAYERS));
    private final ModelState model = network.initialize(1);
    private final Block block = block();

    private static Block block() {
        RandomStream random = RandomStream.of(1, Purpose.EXAMPLE_ORDER);
        float[] features = new float[ROWS * SIDE * SIDE];
        float[] targets = new float[ROWS];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.uniform(i);
        }
        for (int i = 0; i < ROWS; i++) {
            targets[i] = i % 10;
        }
        return new Block(ROWS, SIDE * SIDE, 1, features, targets, null);
    }

    private ShardComputation computation() {
        return computation(new JavaGemm());
    }

    private ShardComputation computation(Gemm gemm) {
        return new ShardComputation(network, new CrossEntropy(), List.of(new Accuracy()), gemm);
    }

    /** A no-op matrix multiplication without allocation. */
    private static final class NoGemm implements Gemm {
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
                int ldc) {}

        @Override
        public String description() {
            return "none";
        }
    }

    private LocalGradientSource source(int shards, int batchSize, ShardComputation computation) {
        ChunkPlan plan = new ChunkPlan((long) ROWS * shards, batchSize, shards, ROWS * shards);
        return new LocalGradientSource(new BatchGradient(plan, 1), (chunk, shard) -> block, computation);
    }

    @Test
    void aWarmComputationAllocatesNoLargeArrays() {
        LocalGradientSource source = source(8, 8 * ROWS, computation(new NoGemm()));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int iteration = 0; iteration < 20; iteration++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            source.release(source.gradient(model, new BatchPosition(iteration, 0, iteration)));
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long parameters = (long) Float.BYTES * network.parameters().length();
        long outputs = (long) Float.BYTES * ROWS * 10;
        assertThat(allocated / 8).isLessThan(Math.min(parameters, outputs));
    }

    @Test
    void earlierWorkOfAComputationDoesNotChangeResults() {
        ShardComputation used = computation();
        BatchPosition position = new BatchPosition(3, 0, 7);
        for (int batchSize : new int[] {8 * 64, 8 * 8, 8 * ROWS, 8 * 64}) {
            GradientShard expected = source(8, batchSize, computation()).gradient(model, position);
            LocalGradientSource source = source(8, batchSize, used);
            GradientShard sums = source.gradient(model, position);
            assertThat(sums.gradientSum()).isEqualTo(expected.gradientSum());
            assertThat(sums.lossSum()).isEqualTo(expected.lossSum());
            assertThat(sums.moments().m2(0)).isEqualTo(expected.moments().m2(0));
            Arrays.fill(sums.gradientSum(), Float.NaN);
            source.release(sums);
        }
    }

    @Test
    void aTreeReleasesAllArraysExceptItsRoot() {
        ArrayPool pool = new ArrayPool(4);
        List<float[]> made = new ArrayList<>();
        ShardTree tree = new ShardTree(16, pool);
        for (int shard = 0; shard < 16; shard++) {
            float[] array = pool.take();
            if (made.stream().noneMatch(known -> known == array)) {
                made.add(array);
            }
            tree.add(
                    shard,
                    new GradientShard(array, new LossSum(0, 1), 1, new Moments(0), new MetricSums(List.of(), 1), 0));
        }
        assertThat(made).hasSizeLessThanOrEqualTo(6);
        tree.release();
        assertThat(tree.nodes()).isEmpty();
        for (int i = 0; i < made.size(); i++) {
            float[] array = pool.take();
            assertThat(made).anyMatch(known -> known == array);
        }
    }

    @Test
    void doesNotPoolAnArrayOfAnotherLength() {
        ArrayPool pool = new ArrayPool(4);
        pool.giveBack(new float[5]);
        assertThat(pool.take()).hasSize(4);
    }

    @Test
    void aPooledComputationHasOneUserAtATime() {
        ComputationPool pool = new ComputationPool(this::computation);
        ShardComputation first = pool.with(outer -> {
            assertThat(pool.<ShardComputation>with(inner -> inner)).isNotSameAs(outer);
            return outer;
        });
        assertThat(pool.<ShardComputation>with(next -> next)).isSameAs(first);
    }

    @Test
    void aFailedComputationIsNotReused() {
        ComputationPool pool = new ComputationPool(this::computation);
        List<ShardComputation> failed = new ArrayList<>();
        assertThatThrownBy(() -> pool.with(computation -> {
                    failed.add(computation);
                    throw new IllegalStateException("expected");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(pool.<ShardComputation>with(c -> c)).isNotSameAs(failed.get(0));
    }
}

package io.kindling.trainer.bench;

import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.optimizer.ClipByGlobalNorm;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.Step;
import io.kindling.trainer.regularizer.NoPenalty;
import io.kindling.trainer.training.Update;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Driver work per iteration, in milliseconds: merging two shards, Adam only, and the whole update with clipping. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UpdateBenchmark {
    private static final BatchPosition POSITION = new BatchPosition(0, 0, 0);
    private static final Step STEP = new Step(10, 1e-3);

    /** Number of parameters in millions. */
    @Param({"1", "10"})
    public int parameters;

    @Param({"1", "2"})
    public int threads;

    private ForkJoinPool pool;
    private Optimizer optimizer;
    private Update update;
    private ModelState model;
    private float[][] slots;
    private float[] gradient;
    private float[] other;

    @Setup
    public void allocate() {
        pool = new ForkJoinPool(threads);
        Network network =
                Network.of(new NetworkSpec(new Features(1000), List.of(new Linear(1000 * parameters), new Linear(1))));
        optimizer = new Optimizer(
                new Adam(), List.of(), List.of(new ClipByGlobalNorm(1)), network.parameters());
        update = new Update(network, new NoPenalty(), optimizer);
        model = network.initialize(1);
        slots = optimizer.initialSlots();
        gradient = new float[network.parameters().length()];
        other = new float[gradient.length];
        Arrays.fill(other, 1e-6f);
    }

    @TearDown
    public void stop() {
        pool.shutdown();
    }

    private GradientShard shard(float[] values) {
        return new GradientShard(values, new LossSum(1, 1), 1, new Moments(0), new MetricSums(List.of(), 1), GradientShard.ALL_FINITE);
    }

    @Benchmark
    public GradientShard merge() {
        return shard(gradient).merge(shard(other));
    }

    @Benchmark
    public void adam() {
        pool.submit(() -> optimizer.step(gradient, slots, model.parameters(), STEP))
                .join();
    }

    @Benchmark
    public void wholeUpdate() {
        Arrays.fill(gradient, 1e-3f);
        pool.submit(() -> update.apply(shard(gradient), model, slots, POSITION, STEP))
                .join();
    }
}

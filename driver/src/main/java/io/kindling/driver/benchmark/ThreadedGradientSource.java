package io.kindling.driver.benchmark;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The same gradients by threads of one process, without Spark, from one chunk that stays in memory: what Spark is measured against. */
final class ThreadedGradientSource implements GradientSource, AutoCloseable {
    private final ChunkPlan plan;
    private final int chunk;
    private final IntFunction<Block> blocks;
    private final BatchGradient batch;
    private final List<ShardComputation> computations = new ArrayList<>();
    private final ExecutorService threads;

    ThreadedGradientSource(
            BatchGradient batch,
            int chunk,
            IntFunction<Block> blocks,
            int threads,
            Supplier<ShardComputation> computation) {
        this.plan = batch.plan();
        this.chunk = chunk;
        this.blocks = blocks;
        this.batch = batch;
        for (int thread = 0; thread < threads; thread++) {
            computations.add(computation.get());
        }
        this.threads = Executors.newFixedThreadPool(threads);
    }

    @Override
    public long batches() {
        return plan.batches(chunk);
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        EpochOrder.Location location = new EpochOrder.Location(chunk, (int) (position.batch() % batches()));
        List<Future<ShardTree>> parts = new ArrayList<>();
        for (int thread = 0; thread < computations.size(); thread++) {
            int from = thread * plan.shards() / computations.size();
            int to = (thread + 1) * plan.shards() / computations.size();
            ShardComputation computation = computations.get(thread);
            parts.add(threads.submit(() -> part(computation, model, position, location, from, to)));
        }
        ShardTree tree = new ShardTree(plan.shards());
        for (Future<ShardTree> part : parts) {
            await(part).nodes().forEach(tree::add);
        }
        return tree.root();
    }

    private ShardTree part(
            ShardComputation computation,
            ModelState model,
            BatchPosition position,
            EpochOrder.Location location,
            int from,
            int to) {
        ShardTree tree = new ShardTree(plan.shards(), computation.gradients());
        for (int shard = from; shard < to; shard++) {
            tree.add(shard, batch.shard(computation, model, position, location, shard, blocks.apply(shard)));
        }
        return tree;
    }

    private static ShardTree await(Future<ShardTree> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

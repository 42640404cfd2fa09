package io.kindling.trainer.gradient;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

/**
 * Computes gradients in threads of this process from blocks in memory. It is the reference: every cluster gives the
 * same bits. Each thread computes a contiguous range of shards; the shard tree makes the sum independent of the number
 * of threads.
 */
public final class LocalGradientSource implements GradientSource, AutoCloseable {
    private final BatchGradient gradient;
    private final ChunkPlan plan;
    private final BiFunction<Integer, Integer, Block> blocks;
    private final FloatFormat format;
    private final List<ShardComputation> computations;
    private final ExecutorService threads;

    /** Creates a source that computes in the calling thread. */
    public LocalGradientSource(
            BatchGradient gradient, BiFunction<Integer, Integer, Block> blocks, ShardComputation computation) {
        this(gradient, blocks, FloatFormat.FLOAT32, List.of(computation));
    }

    /**
     * Creates a source with one thread per computation. A single computation runs in the calling thread.
     *
     * @param blocks maps chunk and shard to the block of its rows
     * @param format number format to which each node of the shard tree is rounded
     * @param computations one per thread; they share one pool of gradient arrays
     */
    public LocalGradientSource(
            BatchGradient gradient,
            BiFunction<Integer, Integer, Block> blocks,
            FloatFormat format,
            List<ShardComputation> computations) {
        this.gradient = gradient;
        this.plan = gradient.plan();
        this.blocks = blocks;
        this.format = format;
        this.computations = List.copyOf(computations);
        this.threads = computations.size() == 1 ? null : Executors.newFixedThreadPool(computations.size());
    }

    @Override
    public long batches() {
        return plan.batches();
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        EpochOrder.Location location = gradient.order(position).locate(position.batch());
        if (threads == null) {
            return part(0, model, position, location).root();
        }
        List<Future<ShardTree>> parts = new ArrayList<>();
        for (int thread = 0; thread < computations.size(); thread++) {
            int number = thread;
            parts.add(threads.submit(() -> part(number, model, position, location)));
        }
        ShardTree tree = tree(computations.get(0));
        for (Future<ShardTree> part : parts) {
            completed(part).nodes().forEach(tree::add);
        }
        return tree.root();
    }

    /** The merged sums of the shards of one thread. */
    private ShardTree part(int thread, ModelState model, BatchPosition position, EpochOrder.Location location) {
        ShardComputation computation = computations.get(thread);
        ShardTree tree = tree(computation);
        int end = firstShard(thread + 1);
        for (int shard = firstShard(thread); shard < end; shard++) {
            Block block = blocks.apply(location.chunk(), shard);
            tree.add(shard, gradient.shard(computation, model, position, location, shard, block));
        }
        return tree;
    }

    private int firstShard(int thread) {
        return (int) ((long) thread * plan.shards() / computations.size());
    }

    private ShardTree tree(ShardComputation computation) {
        return new ShardTree(plan.shards(), computation.gradients(), format);
    }

    private static ShardTree completed(Future<ShardTree> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while computing a gradient", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void release(GradientShard sums) {
        computations.get(0).gradients().giveBack(sums.gradientSum());
    }

    /** Stops the threads. */
    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}

package io.kindling.trainer.gradient;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.network.ModelState;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Gradients computed in the calling thread, shard by shard: the reference that every cluster must equal bit for bit. */
public final class LocalGradientSource implements GradientSource {
    private final ChunkPlan plan;
    private final BiFunction<Integer, Integer, Block> blocks;
    private final BatchGradient gradient;
    private final ShardComputation computation;

    /**
     * A source over blocks in memory.
     *
     * @param blocks from chunk and shard to the block of that many rows
     */
    public LocalGradientSource(
            ChunkPlan plan,
            BiFunction<Integer, Integer, Block> blocks,
            long seed,
            Supplier<ShardComputation> computation) {
        this(new BatchGradient(plan, seed), blocks, computation);
    }

    /**
     * A source over blocks in memory whose shards may take steps of their own.
     *
     * @param blocks from chunk and shard to the block of that many rows
     */
    public LocalGradientSource(
            BatchGradient gradient,
            BiFunction<Integer, Integer, Block> blocks,
            Supplier<ShardComputation> computation) {
        this.plan = gradient.plan();
        this.blocks = blocks;
        this.gradient = gradient;
        this.computation = computation.get();
    }

    @Override
    public long batches() {
        return plan.batches();
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        EpochOrder order = gradient.order(position);
        EpochOrder.Location location = order.locate(position.batch());
        ShardTree tree = new ShardTree(plan.shards(), computation.gradients());
        for (int shard = 0; shard < plan.shards(); shard++) {
            Block block = blocks.apply(location.chunk(), shard);
            tree.add(shard, gradient.shard(computation, model, position, location, shard, block));
        }
        return tree.root();
    }

    @Override
    public void release(GradientShard sums) {
        computation.gradients().giveBack(sums.gradientSum());
    }
}

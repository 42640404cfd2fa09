package io.kindling.trainer.gradient;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;

/**
 * Which rows and which randomness belong to a shard of a batch, the same wherever it is computed.
 *
 * @param plan how the examples are cut
 * @param seed of the training
 */
public record BatchGradient(ChunkPlan plan, long seed) {

    /** The order of the epoch that the position lies in. */
    public EpochOrder order(BatchPosition position) {
        return new EpochOrder(plan, seed, position.epoch());
    }

    /**
     * The sums of one shard of the batch at {@code position}, or null when it holds no example.
     *
     * @param location of the batch
     * @param block of this chunk and shard, read
     */
    public GradientShard shard(
            ShardComputation computation,
            ModelState model,
            BatchPosition position,
            EpochOrder.Location location,
            int shard,
            Block block) {
        int from = plan.firstRow(location.chunk(), shard, location.batch());
        int to = plan.firstRow(location.chunk(), shard, location.batch() + 1);
        if (from == to) {
            return null;
        }
        Permutation rows = order(position).rows(location.chunk(), shard);
        RandomStream random = RandomStream.of(seed, Purpose.DROPOUT)
                .split(position.epoch())
                .split(position.iteration())
                .split(shard);
        return computation.gradient(model, block, rows, from, to, random, shard);
    }
}

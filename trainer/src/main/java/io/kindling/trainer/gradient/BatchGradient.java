package io.kindling.trainer.gradient;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.data.RowRange;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;

/**
 * Which rows and which randomness belong to a shard of a batch, the same wherever it is computed.
 *
 * @param plan how the examples are cut
 * @param seed of the training
 * @param descent what a shard does on its own between two updates
 */
public record BatchGradient(ChunkPlan plan, long seed, LocalDescent descent) implements Serializable {

    /** Of shards that take no steps of their own. */
    public BatchGradient(ChunkPlan plan, long seed) {
        this(plan, seed, LocalDescent.NONE);
    }

    /** The order of the epoch that the position lies in. */
    public EpochOrder order(BatchPosition position) {
        return new EpochOrder(plan, seed, position.epoch());
    }

    /**
     * The sums of one shard of the batch at {@code position}, or null when it holds no example. Where a shard takes steps of its own, its examples are divided among them in their order, and
     * the gradients summed were met at the parameters of their step.
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
        if (descent.steps() == 1) {
            return computation.gradient(model, block, new RowRange(rows, from, to), random(position, shard, 0), shard);
        }
        ArrayPool arrays = computation.gradients();
        float[] parameters = arrays.take();
        System.arraycopy(model.parameters(), 0, parameters, 0, parameters.length);
        ModelState local = new ModelState(parameters, model.buffers());
        GradientShard all = null;
        for (int step = 0; step < descent.steps(); step++) {
            int first = from + (int) ((long) (to - from) * step / descent.steps());
            int end = from + (int) ((long) (to - from) * (step + 1) / descent.steps());
            if (first == end) {
                continue;
            }
            RandomStream random = random(position, shard, step);
            GradientShard sums = computation.gradient(local, block, new RowRange(rows, first, end), random, shard);
            descent.move(parameters, sums);
            if (all == null) {
                all = sums;
            } else {
                all.merge(sums);
                arrays.giveBack(sums.gradientSum());
            }
        }
        arrays.giveBack(parameters);
        return all;
    }

    /** A stream of its own for each step: those behind the first are numbered as if they were further shards. */
    private RandomStream random(BatchPosition position, int shard, int step) {
        return RandomStream.of(seed, Purpose.DROPOUT)
                .split(position.epoch())
                .split(position.iteration())
                .split(shard + (long) step * plan.shards());
    }
}

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
 * Computes the gradient of one shard of a batch. Its rows and random numbers do not depend on where it is computed.
 *
 * @param plan division of the examples
 * @param seed seed of the training
 * @param descent local steps of a shard between two updates
 */
public record BatchGradient(ChunkPlan plan, long seed, LocalDescent descent) implements Serializable {

    /** Gradients without local steps. */
    public BatchGradient(ChunkPlan plan, long seed) {
        this(plan, seed, LocalDescent.NONE);
    }

    /** The order of examples in the epoch of {@code position}. */
    public EpochOrder order(BatchPosition position) {
        return new EpochOrder(plan, seed, position.epoch());
    }

    /**
     * Returns the sums of one shard of the batch at {@code position}, or null if the shard has no examples. With local
     * steps, the examples are divided among the steps in order, and each gradient is computed with the parameters of
     * its step.
     *
     * @param location location of the batch
     * @param block block of this chunk and shard; read only
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

    /** The random stream of a step. Steps after the first are numbered like additional shards. */
    private RandomStream random(BatchPosition position, int shard, int step) {
        return RandomStream.of(seed, Purpose.DROPOUT)
                .split(position.epoch())
                .split(position.iteration())
                .split(shard + (long) step * plan.shards());
    }
}

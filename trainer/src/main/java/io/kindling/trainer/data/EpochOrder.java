package io.kindling.trainer.data;

import io.kindling.trainer.random.Permutation;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;

/**
 * The order of examples in one epoch: chunks in a seeded order, and rows of each block in a seeded order (a two-level
 * shuffle, as in CorgiPile: Xu et al., 2022). A pure function of the plan, the seed and the epoch.
 */
public final class EpochOrder {
    private final ChunkPlan plan;
    private final long seed;
    private final int epoch;
    private final Permutation chunks;

    public EpochOrder(ChunkPlan plan, long seed, int epoch) {
        this.plan = plan;
        this.seed = seed;
        this.epoch = epoch;
        this.chunks = new Permutation(RandomStream.of(seed, Purpose.CHUNK_ORDER).split(epoch), plan.chunks());
    }

    /**
     * Location of a batch.
     *
     * @param chunk chunk of the batch
     * @param batch number of the batch inside the chunk
     */
    public record Location(int chunk, int batch) implements Serializable {}

    /** Returns the location of a batch in [0, plan.batches()). */
    public Location locate(long batch) {
        long left = batch;
        for (int position = 0; position < plan.chunks(); position++) {
            int chunk = chunks.at(position);
            if (left < plan.batches(chunk)) {
                return new Location(chunk, (int) left);
            }
            left -= plan.batches(chunk);
        }
        throw new IllegalArgumentException("Invalid batch: " + batch + " (an epoch has " + plan.batches() + ")");
    }

    /** The order of the rows inside one block. */
    public Permutation rows(int chunk, int shard) {
        RandomStream random = RandomStream.of(seed, Purpose.EXAMPLE_ORDER)
                .split(epoch)
                .split(chunk)
                .split(shard);
        return new Permutation(random, Math.max(1, plan.rows(chunk, shard)));
    }
}

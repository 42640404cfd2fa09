package io.kindling.trainer.gradient;

import io.kindling.trainer.network.ModelState;

/** Computes gradients, in threads of this process or on the executors of a cluster. */
public interface GradientSource {

    /** Batches per epoch, equal to updates per epoch. */
    long batches();

    /**
     * Returns the merged, undivided sums of all shards of one batch. A pure function of model, position, data,
     * configuration and seed.
     *
     * @param model model; read only
     */
    GradientShard gradient(ModelState model, BatchPosition position);

    /** Releases sums that are no longer read, so that a later batch can reuse their arrays. */
    default void release(GradientShard sums) {}
}

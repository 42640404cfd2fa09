package io.kindling.trainer.gradient;

import io.kindling.trainer.network.ModelState;

/** Where gradients come from: threads of this process, or executors of a cluster. */
public interface GradientSource {

    /** Batches, and so updates, an epoch. */
    long batches();

    /**
     * The merged sums of all shards of one batch, not yet divided: a pure function of the model, the position, the data, the configuration and the
     * seed.
     *
     * @param model read
     */
    GradientShard gradient(ModelState model, BatchPosition position);

    /** Takes back sums that were returned and are no longer read: their arrays may serve a later batch. */
    default void release(GradientShard sums) {}
}

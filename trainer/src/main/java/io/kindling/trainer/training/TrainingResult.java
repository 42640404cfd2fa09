package io.kindling.trainer.training;

import io.kindling.trainer.network.ModelState;

/**
 * What a training ends with.
 *
 * @param outcome why it ended
 * @param state after its last iteration
 */
public record TrainingResult(Outcome outcome, TrainingState state) {

    /** The trained model: that of the best epoch with early stopping, else the last. */
    public ModelState model() {
        ModelState best = state.stopping().bestModel();
        return best == null ? state.model() : best;
    }

    /** The epoch that {@link #model} is from, counted from 1. */
    public int bestEpoch() {
        return state.stopping().bestModel() == null
                ? state.epoch()
                : state.stopping().bestEpoch() + 1;
    }
}

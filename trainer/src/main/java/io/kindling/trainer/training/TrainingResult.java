package io.kindling.trainer.training;

import io.kindling.trainer.network.ModelState;

/**
 * Result of a training.
 *
 * @param outcome why training ended
 * @param state state after the last iteration
 */
public record TrainingResult(Outcome outcome, TrainingState state) {

    /** The trained model: with early stopping, the model of the best epoch; otherwise the last model. */
    public ModelState model() {
        ModelState best = state.stopping().bestModel();
        return best == null ? state.model() : best;
    }

    /** Epoch of {@link #model}, from 1. */
    public int bestEpoch() {
        return state.stopping().bestModel() == null
                ? state.epoch()
                : state.stopping().bestEpoch() + 1;
    }
}

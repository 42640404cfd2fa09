package io.kindling.trainer.training;

import java.util.Optional;

/** Stores the state of a training for resume. */
public interface TrainingStateStore {

    /** Returns the newest saved state, or empty if there is none. Training overwrites the returned state. */
    Optional<TrainingState> newest();

    /**
     * Saves a state. The state is stored when this method returns.
     *
     * @param state read only; training changes its arrays after this call
     */
    void save(TrainingState state);
}

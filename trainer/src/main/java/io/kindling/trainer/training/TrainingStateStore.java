package io.kindling.trainer.training;

import java.util.Optional;

/** Where a training saves its state, and where it finds it again to be resumed. */
public interface TrainingStateStore {

    /** The newest saved state, which the training overwrites; empty if the training starts from the beginning. */
    Optional<TrainingState> newest();

    /**
     * Saves a state before returning.
     *
     * @param state read; the training changes its arrays afterwards
     */
    void save(TrainingState state);
}

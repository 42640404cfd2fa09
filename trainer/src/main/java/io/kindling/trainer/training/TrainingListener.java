package io.kindling.trainer.training;

/** Receives reports during training, in the thread of the training loop. A listener must not modify the state. */
public interface TrainingListener {

    /** Called after each update. */
    default void onIteration(IterationReport report, TrainingState state) {}

    /** Called after each epoch, including its validation. */
    default void onEpoch(EpochReport report, TrainingState state) {}
}

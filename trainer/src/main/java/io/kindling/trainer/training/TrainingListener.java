package io.kindling.trainer.training;

/** Told what happens, in the thread of the loop. A listener must not write to the state. */
public interface TrainingListener {

    /** After each update. */
    default void onIteration(IterationReport report, TrainingState state) {}

    /** After each epoch, its validation included. */
    default void onEpoch(EpochReport report, TrainingState state) {}
}

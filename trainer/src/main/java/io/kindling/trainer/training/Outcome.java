package io.kindling.trainer.training;

/** Why training ended. */
public enum Outcome {
    /** All epochs are complete. */
    COMPLETED,
    /** Early stopping ended training. */
    STOPPED_EARLY,
    /** A stop was requested; the run can be resumed. */
    INTERRUPTED
}

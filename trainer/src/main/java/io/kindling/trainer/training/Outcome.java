package io.kindling.trainer.training;

/** How a training ended. */
public enum Outcome {
    /** All epochs were done. */
    COMPLETED,
    /** Early stopping ended it. */
    STOPPED_EARLY,
    /** Somebody asked it to stop; it can be resumed. */
    INTERRUPTED
}

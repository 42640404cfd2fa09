package io.kindling.driver.checkpoint;

/** Whether a training goes on from a checkpoint in its run folder. */
public enum Resume {
    /** Where there is one; else the training begins. */
    AUTO,
    /** Begins anew, and removes the checkpoints that are there. */
    NEVER,
    /** An error where there is none. */
    REQUIRED
}

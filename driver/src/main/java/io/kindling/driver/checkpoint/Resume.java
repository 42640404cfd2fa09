package io.kindling.driver.checkpoint;

/** Whether a run resumes from a checkpoint in its run folder. */
public enum Resume {
    /** Resumes from the newest valid checkpoint, or starts from the beginning if there is none. */
    AUTO,
    /** Removes existing checkpoints and starts from the beginning. */
    NEVER,
    /** Resumes from the newest valid checkpoint, or fails if there is none. */
    REQUIRED
}

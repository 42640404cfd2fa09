package io.kindling.driver.checkpoint;

/** Called by the writer of checkpoints, from its thread or from that of the training. */
public interface CheckpointEvents {

    /** A checkpoint could not be written or removed; the training continues. */
    void warning(String text);

    /** A checkpoint is complete on storage. */
    default void written(String name, long iteration) {}
}

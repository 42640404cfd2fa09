package io.kindling.driver.checkpoint;

/** Callbacks of the checkpoint writer, called in its thread or in the training thread. */
public interface CheckpointEvents {

    /** A checkpoint could not be written or removed; the training continues. */
    void warning(String text);

    /** A checkpoint is complete on storage. */
    default void written(String name, long iteration) {}
}

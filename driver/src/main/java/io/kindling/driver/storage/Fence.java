package io.kindling.driver.storage;

/**
 * The right to change a folder until another process takes over. {@link Folder#fencedBy} returns a folder that rejects
 * changes after the right is lost, even changes of a process that was suspended in the middle of one.
 *
 * <p>Every change is prepared in {@link #own}, then the right is checked, and then one rename makes the change. A
 * process that takes over first makes {@link #requireHeld} fail, then removes {@link #own}, and only then changes the
 * folder. A process that checks before the takeover and renames after it therefore has nothing to rename.
 */
public interface Fence {
    /** Returns the sub-folder that only this holder writes to. A process that takes over removes it. */
    Folder own();

    /**
     * Checks the right on storage.
     *
     * @throws io.kindling.trainer.error.LockedException if another process took over
     */
    void requireHeld();
}

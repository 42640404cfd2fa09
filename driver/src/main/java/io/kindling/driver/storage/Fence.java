package io.kindling.driver.storage;

/**
 * The right to change a folder, for as long as no other process takes it over. {@link Folder#fencedBy} turns it into a folder whose changes stop with the right, even those of a process that
 * was suspended in the middle of one.
 *
 * <p>Every change is prepared in {@link #own}, then the right is checked, then one rename makes the change. Who takes over first makes {@link #requireHeld} fail, then removes {@link #own},
 * and only then changes the folder. A process that checks before the takeover and renames after it therefore finds nothing to rename.
 */
public interface Fence {
    /** A folder that only this holder writes to, inside the fenced folder. Who takes over removes it. */
    Folder own();

    /**
     * Checks the right on storage.
     *
     * @throws io.kindling.trainer.error.LockedException if another process took over
     */
    void requireHeld();
}

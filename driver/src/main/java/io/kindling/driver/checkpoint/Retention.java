package io.kindling.driver.checkpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the newest checkpoints of one run and removes all others: older ones, damaged ones that were skipped on resume,
 * and incomplete ones of a killed run.
 */
final class Retention {
    private final CheckpointStore store;
    private final int keep;
    private final Deque<String> complete = new ArrayDeque<>();

    /**
     * Creates the retention of a new or resumed run.
     *
     * @param keep at least 1
     * @param resumed name of the checkpoint that the run resumes from, or null; older checkpoints count as complete
     */
    Retention(CheckpointStore store, int keep, String resumed) {
        this.store = store;
        this.keep = keep;
        if (resumed != null) {
            store.names().stream().filter(name -> name.compareTo(resumed) <= 0).forEach(complete::addFirst);
        }
    }

    /** Adds a complete checkpoint and removes the checkpoints that are no longer kept. */
    void add(String name) {
        complete.addLast(name);
        while (complete.size() > keep) {
            complete.removeFirst();
        }
        Set<String> kept = new HashSet<>(complete);
        store.names().stream().filter(other -> !kept.contains(other)).forEach(store::delete);
    }
}

package io.kindling.driver.checkpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Keeps the newest checkpoints of one line of training, and removes what is none of them: older ones, damaged ones that a resume passed over, and what a killed run began to write. */
final class Retention {
    private final CheckpointStore store;
    private final int keep;
    private final Deque<String> good = new ArrayDeque<>();

    /**
     * Retention that begins where a training begins or goes on.
     *
     * @param keep at least 1
     * @param resumed name of the checkpoint that the training goes on from, or null; older ones count as good
     */
    Retention(CheckpointStore store, int keep, String resumed) {
        this.store = store;
        this.keep = keep;
        if (resumed != null) {
            store.names().stream().filter(name -> name.compareTo(resumed) <= 0).forEach(good::addFirst);
        }
    }

    /** Adds a checkpoint that is whole on storage, and removes what is left over. */
    void add(String name) {
        good.addLast(name);
        while (good.size() > keep) {
            good.removeFirst();
        }
        Set<String> kept = new HashSet<>(good);
        store.names().stream().filter(other -> !kept.contains(other)).forEach(store::delete);
    }
}

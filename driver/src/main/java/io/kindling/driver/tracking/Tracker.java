package io.kindling.driver.tracking;

import io.kindling.trainer.training.EpochReport;

/** Reports a training to another program. Called in the thread of the loop, so every method must return at once. */
interface Tracker extends AutoCloseable {

    /** Reports a completed point: one iteration at first, then more and more iterations. */
    void point(IterationPoint point);

    /** Reports a completed epoch. */
    void epoch(EpochReport report);

    /**
     * Reports the end of the training: {@code completed}, {@code stopped_early}, {@code interrupted} or {@code failed}.
     */
    void ended(String status);

    @Override
    void close();
}

package io.kindling.driver.tracking;

import io.kindling.trainer.training.EpochReport;

/** Another program's record of a training. Told in the thread of the loop, it must return at once. */
interface Tracker extends AutoCloseable {

    /** Some iterations are done: all of them at first, then fewer and fewer of them in one point. */
    void point(IterationPoint point);

    /** An epoch is done. */
    void epoch(EpochReport report);

    /** The training ended as {@code completed}, {@code stopped_early}, {@code interrupted} or {@code failed}. */
    void ended(String status);

    @Override
    void close();
}

package io.kindling.driver.tracking;

import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The trackers of a training. A tracker that fails is a warning and is not called again; training continues. */
public final class Trackers implements TrainingListener, AutoCloseable {
    private final List<Tracker> trackers;
    private final Consumer<String> warnings;

    Trackers(List<Tracker> trackers, Consumer<String> warnings) {
        this.trackers = new ArrayList<>(trackers);
        this.warnings = warnings;
    }

    private void each(Consumer<Tracker> what) {
        for (Tracker tracker : List.copyOf(trackers)) {
            try {
                what.accept(tracker);
            } catch (RuntimeException e) {
                trackers.remove(tracker);
                warnings.accept(e.getMessage() + "; training continues without it");
            }
        }
    }

    /** Reports a completed point to every tracker. */
    public void point(IterationPoint point) {
        each(tracker -> tracker.point(point));
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        each(tracker -> tracker.epoch(report));
    }

    /** Reports the end of the training to every tracker. */
    public void ended(String status) {
        each(tracker -> tracker.ended(status));
    }

    @Override
    public void close() {
        each(Tracker::close);
    }
}

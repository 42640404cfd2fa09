package io.kindling.driver.tracking;

import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The trackers of a training. One that fails is a warning, and is told no more; the training goes on. */
public final class Trackers implements TrainingListener, AutoCloseable {
    private final List<Tracker> trackers;
    private final Consumer<String> warnings;

    Trackers(List<Tracker> trackers, Consumer<String> warnings) {
        this.trackers = new ArrayList<>(trackers);
        this.warnings = warnings;
    }

    private void tell(Consumer<Tracker> what) {
        for (Tracker tracker : List.copyOf(trackers)) {
            try {
                what.accept(tracker);
            } catch (RuntimeException e) {
                trackers.remove(tracker);
                warnings.accept(e.getMessage() + "; training goes on without it");
            }
        }
    }

    /** Some iterations are done. */
    public void point(IterationPoint point) {
        tell(tracker -> tracker.point(point));
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        tell(tracker -> tracker.epoch(report));
    }

    /** The training ended with that status. */
    public void ended(String status) {
        tell(tracker -> tracker.ended(status));
    }

    @Override
    public void close() {
        tell(Tracker::close);
    }
}

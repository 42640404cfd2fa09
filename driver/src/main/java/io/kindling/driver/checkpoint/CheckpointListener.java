package io.kindling.driver.checkpoint;

import io.kindling.driver.checkpoint.CheckpointConfig.Interval;
import io.kindling.driver.checkpoint.CheckpointConfig.Unit;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Begins a checkpoint when its time has come and no other is being written. The last iteration of an epoch waits for the epoch's end, with its validation. */
public final class CheckpointListener implements TrainingListener {
    private final CheckpointWriter writer;
    private final Interval every;
    private final Supplier<History> history;
    private final DataDigests data;
    private final LongSupplier nanoTime;
    private long lastIteration;
    private int lastEpoch;
    private long lastTime;

    /**
     * A listener of a training that begins or goes on; to be told after whoever writes the history.
     *
     * @param resumed the state that it goes on from; empty for one that begins
     * @param history what was told so far
     * @param nanoTime as {@link System#nanoTime}
     */
    public CheckpointListener(
            CheckpointWriter writer,
            Interval every,
            Optional<TrainingState> resumed,
            Supplier<History> history,
            DataDigests data,
            LongSupplier nanoTime) {
        this.writer = writer;
        this.every = every;
        this.history = history;
        this.data = data;
        this.nanoTime = nanoTime;
        this.lastIteration = resumed.map(TrainingState::iteration).orElse(0L);
        this.lastEpoch = resumed.map(TrainingState::epoch).orElse(0);
        this.lastTime = nanoTime.getAsLong();
    }

    private void remember(TrainingState state) {
        lastIteration = state.iteration();
        lastEpoch = state.epoch();
        lastTime = nanoTime.getAsLong();
    }

    @Override
    public void onIteration(IterationReport report, TrainingState state) {
        if (report.batch() + 1 < report.batches() && every.unit() != Unit.EPOCH) {
            beginIfDue(state);
        }
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        beginIfDue(state);
    }

    private void beginIfDue(TrainingState state) {
        if (since(state) >= every.count() && !writer.busy()) {
            begin(state);
        }
    }

    private long since(TrainingState state) {
        return switch (every.unit()) {
            case ITERATION -> state.iteration() - lastIteration;
            case EPOCH -> state.epoch() - lastEpoch;
            case MINUTE -> TimeUnit.NANOSECONDS.toMinutes(nanoTime.getAsLong() - lastTime);
        };
    }

    private void begin(TrainingState state) {
        writer.begin(new Checkpoint(state.copy(), history.get(), data));
        remember(state);
    }

    /** Saves the state in which the loop ended, where that was not done before, and waits for it; returns whether it is whole on storage. */
    public boolean finish(TrainingState state) {
        boolean saved = state.iteration() == lastIteration && state.epoch() == lastEpoch && writer.await();
        if (!saved) {
            begin(state);
        }
        return writer.await();
    }
}

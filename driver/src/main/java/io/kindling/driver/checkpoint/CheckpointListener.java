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

/**
 * Starts a checkpoint when the interval is over and no other checkpoint is being written. After the last iteration of
 * an epoch, the checkpoint waits for the end of the epoch including its validation.
 */
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
     * Creates a listener for a new or resumed training. Call it after the listener that keeps the history.
     *
     * @param resumed state that the training resumes from; empty for a new training
     * @param history supplies the reports so far
     * @param nanoTime clock, such as {@link System#nanoTime}
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
        if (elapsed(state) >= every.count() && !writer.busy()) {
            begin(state);
        }
    }

    private long elapsed(TrainingState state) {
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

    /**
     * Saves the final state of the loop unless it is already saved, and waits for the write. Returns whether it is
     * complete on storage.
     */
    public boolean finish(TrainingState state) {
        boolean saved = state.iteration() == lastIteration && state.epoch() == lastEpoch && writer.await();
        if (!saved) {
            begin(state);
        }
        return writer.await();
    }
}

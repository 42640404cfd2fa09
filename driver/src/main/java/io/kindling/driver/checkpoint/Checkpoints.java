package io.kindling.driver.checkpoint;

import io.kindling.driver.checkpoint.CheckpointConfig.Interval;
import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The checkpoints of a running training: the one it resumes from, and the ones it writes. */
public final class Checkpoints implements AutoCloseable {
    private final Optional<Resumption> from;
    private final Optional<Interval> every;
    private final DataDigests data;
    private final CheckpointWriter writer;
    private CheckpointListener listener;

    /**
     * Opens the checkpoints of a run.
     *
     * @param store store of the checkpoints
     * @param policy when checkpoints are written and how many are kept
     * @param from the checkpoint to resume from; empty starts from the beginning
     * @param data training data
     * @param events called after a checkpoint is written or fails
     * @throws io.kindling.trainer.error.DataException if the checkpoint is of other data
     */
    public Checkpoints(
            CheckpointStore store,
            Policy policy,
            Optional<Resumption> from,
            TrainingData data,
            CheckpointEvents events) {
        from.ifPresent(point -> point.requireSame(data, store.location()));
        this.from = from;
        this.every = policy.every();
        this.data = DataDigests.of(data);
        this.writer = new CheckpointWriter(
                store, policy.keep(), from.map(Resumption::name).orElse(null), events);
    }

    /**
     * When checkpoints are written and how many are kept.
     *
     * @param every interval; empty disables checkpoints
     * @param keep number of newest checkpoints to keep
     */
    public record Policy(Optional<Interval> every, int keep) {

        public static Policy of(CheckpointConfig config) {
            return new Policy(config.interval(), config.keep());
        }
    }

    /** The state to resume from; overwritten by the training. */
    public Optional<TrainingState> resumed() {
        return from.map(point -> point.checkpoint().state());
    }

    /** The history up to {@link #resumed}. */
    public History history() {
        return from.map(point -> point.checkpoint().history()).orElse(History.NONE);
    }

    /**
     * Returns the listeners that write checkpoints: one, or none if checkpoints are disabled. Call them after the
     * listeners that keep the history.
     *
     * @param history supplies the history so far
     */
    public List<TrainingListener> listeners(Supplier<History> history) {
        if (every.isEmpty()) {
            return List.of();
        }
        listener = new CheckpointListener(writer, every.get(), resumed(), history, data, System::nanoTime);
        return List.of(listener);
    }

    /**
     * Saves the final state unless it is already saved, and waits for the write. Returns whether it is complete on
     * storage.
     */
    public boolean finish(TrainingState state) {
        return listener != null && listener.finish(state);
    }

    /** Waits for the checkpoint in progress. */
    public void await() {
        writer.await();
    }

    @Override
    public void close() {
        writer.close();
    }
}

package io.kindling.driver.checkpoint;

import io.kindling.driver.checkpoint.CheckpointConfig.Interval;
import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The checkpoints of one training while it runs: the one that it is resumed from, and those that it writes. */
public final class Checkpoints implements AutoCloseable {
    private final Optional<Resumption> from;
    private final Optional<Interval> every;
    private final DataDigests data;
    private final CheckpointWriter writer;
    private CheckpointListener listener;

    /**
     * Opens the checkpoints of a training.
     *
     * @param store where they are
     * @param policy how often they are written, and how many are kept
     * @param from the checkpoint to resume from; empty starts from the beginning
     * @param data that is trained on
     * @param events called when a checkpoint was or could not be written
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
     * When checkpoints are written.
     *
     * @param every empty writes none
     * @param keep newest checkpoints to keep
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
     * The listeners that write checkpoints: one, or none if no checkpoint is wanted. To be called after those that keep the history.
     *
     * @param history up to now
     */
    public List<TrainingListener> listeners(Supplier<History> history) {
        if (every.isEmpty()) {
            return List.of();
        }
        listener = new CheckpointListener(writer, every.get(), resumed(), history, data, System::nanoTime);
        return List.of(listener);
    }

    /** Saves the last state of the training, unless that was done, and waits for it; returns whether it is complete on storage. */
    public boolean finish(TrainingState state) {
        return listener != null && listener.finish(state);
    }

    /** Waits for the checkpoint that is being written. */
    public void await() {
        writer.await();
    }

    @Override
    public void close() {
        writer.close();
    }
}

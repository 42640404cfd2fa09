package io.kindling.driver.checkpoint;

import io.kindling.trainer.error.KindlingException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes checkpoints in a thread of its own, one at a time. Storage that fails ends no training: a warning is given, and the checkpoints that are there stay.
 */
public final class CheckpointWriter implements AutoCloseable {
    private static final long LAST_WRITE_MINUTES = 30;

    private final CheckpointStore store;
    private final Retention retention;
    private final CheckpointEvents events;
    private final ExecutorService thread;
    private Future<Boolean> inFlight;

    /**
     * A writer; its thread starts with the first checkpoint.
     *
     * @param keep how many checkpoints stay
     * @param resumed name of the checkpoint that the training goes on from, or null
     * @param events called from the thread of the writer, or that of the training
     */
    public CheckpointWriter(CheckpointStore store, int keep, String resumed, CheckpointEvents events) {
        this.store = store;
        this.retention = new Retention(store, keep, resumed);
        this.events = events;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread writer = new Thread(task, "kindling-checkpoint");
            writer.setDaemon(true);
            return writer;
        });
    }

    /** Whether one is being written. */
    public boolean busy() {
        return inFlight != null && !inFlight.isDone();
    }

    /** Writes a checkpoint, which must be a copy that nobody changes, after the one in flight; returns at once. */
    public void begin(Checkpoint checkpoint) {
        inFlight = thread.submit(() -> write(checkpoint));
    }

    /** Waits for the checkpoint that was begun last; returns whether it is whole on storage, or none was begun. */
    public boolean await() {
        if (inFlight == null) {
            return true;
        }
        try {
            return inFlight.get(LAST_WRITE_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            events.warning("no checkpoint was written: " + e);
            return false;
        }
    }

    private boolean write(Checkpoint checkpoint) {
        String name;
        try {
            name = store.write(checkpoint);
            events.written(name, checkpoint.state().iteration());
        } catch (RuntimeException | Error e) {
            // Also a class that the file system lacks, which would not be told otherwise.
            events.warning("no checkpoint of iteration " + checkpoint.state().iteration() + ", training goes on: "
                    + (e instanceof KindlingException ? e.getMessage() : e));
            return false;
        }
        try {
            retention.add(name);
        } catch (KindlingException e) {
            events.warning("old checkpoints are left: " + e.getMessage());
        }
        return true;
    }

    /** Waits for what is being written, and ends the thread. */
    @Override
    public void close() {
        await();
        thread.shutdown();
    }
}

package io.kindling.driver.checkpoint;

import io.kindling.trainer.error.KindlingException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes checkpoints in a separate thread, one at a time. A storage failure does not end the training: it is reported
 * as a warning, and existing checkpoints remain.
 */
public final class CheckpointWriter implements AutoCloseable {
    private static final long LAST_WRITE_MINUTES = 30;

    private final CheckpointStore store;
    private final Retention retention;
    private final CheckpointEvents events;
    private final ExecutorService thread;
    private Future<Boolean> inFlight;

    /**
     * Creates a writer. Its thread starts with the first checkpoint.
     *
     * @param keep number of checkpoints to keep
     * @param resumed name of the checkpoint that the run resumes from, or null
     * @param events called in the writer's thread or in the training thread
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

    /** Whether a checkpoint is being written. */
    public boolean busy() {
        return inFlight != null && !inFlight.isDone();
    }

    /**
     * Starts to write a checkpoint after the one in progress and returns immediately. The checkpoint must be a copy
     * that is not modified.
     */
    public void begin(Checkpoint checkpoint) {
        inFlight = thread.submit(() -> write(checkpoint));
    }

    /**
     * Waits for the last started checkpoint. Returns whether it is complete on storage; true if no checkpoint was
     * started.
     */
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
            events.warning("cannot write a checkpoint: " + e);
            return false;
        }
    }

    private boolean write(Checkpoint checkpoint) {
        String name;
        try {
            name = store.write(checkpoint);
            events.written(name, checkpoint.state().iteration());
        } catch (RuntimeException | Error e) {
            // Errors include classes missing from the file system's jar, which nothing else reports.
            events.warning("cannot write the checkpoint of iteration "
                    + checkpoint.state().iteration() + ": " + (e instanceof KindlingException ? e.getMessage() : e)
                    + "; training continues");
            return false;
        }
        try {
            retention.add(name);
        } catch (KindlingException e) {
            events.warning("cannot remove old checkpoints: " + e.getMessage());
        }
        return true;
    }

    /** Waits for the checkpoint in progress and ends the thread. */
    @Override
    public void close() {
        await();
        thread.shutdown();
    }
}

package io.kindling.driver.training;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.network.ModelState;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Exchanges models and gradients between the driver and the tasks of one Spark job in the driver's process (local
 * mode). Arrays are passed by reference; other executors receive copies of the same numbers.
 *
 * <p>Spark schedules the tasks once, and they compute one micro-batch after another. Between micro-batches, and before
 * the first, they wait for the model. The wait is short because each task occupies a core: after it, all tasks end, as
 * they do when the driver closes the job. A task with a finished micro-batch does not wait for the next one while
 * another task of the job has not started. Otherwise two jobs that each hold half of the cores would wait for each
 * other.
 */
final class LocalJob {
    /** Much longer than an update. */
    static final long WAIT_MILLIS = 1000;

    /** Much longer than Spark needs to start tasks on free cores. */
    static final long START_MILLIS = 10;

    private static final long FOREVER = TimeUnit.DAYS.toMillis(10_000);

    private final int tasks;
    private final long startMillis;
    private final BitSet started = new BitSet();
    private final BitSet delivered = new BitSet();
    /** The current or last micro-batch; null before the first. */
    private Work work;

    private boolean holding;
    private long holdBegan;
    private Consumer<GradientResult> received;
    /** No more micro-batches are accepted. */
    private boolean closed;

    private boolean coresAreShort;
    private boolean ended;
    private Throwable failure;

    /**
     * Creates a job before its tasks run.
     *
     * @param tasks number of tasks, numbered from 0
     * @param startMillis time that a task waits for the others to start after its first micro-batch
     */
    LocalJob(int tasks, long startMillis) {
        this.tasks = tasks;
        this.startMillis = startMillis;
    }

    /** A micro-batch with its inputs. Compared by identity. */
    static final class Work {
        private final MicroBatch microBatch;
        private final ModelState model;
        private final IntFunction<Iterator<ShardBlock>> blocks;

        /**
         * Creates the work for all tasks of a job.
         *
         * @param blocks blocks of a task
         */
        Work(MicroBatch microBatch, ModelState model, IntFunction<Iterator<ShardBlock>> blocks) {
            this.microBatch = microBatch;
            this.model = model;
            this.blocks = blocks;
        }

        MicroBatch microBatch() {
            return microBatch;
        }

        ModelState model() {
            return model;
        }

        Iterator<ShardBlock> blocks(int task) {
            return blocks.apply(task);
        }
    }

    /**
     * Submits a micro-batch to the tasks. The previous one must have been awaited.
     *
     * @param submitted its model must not be modified before {@link #await} returns
     * @param consumer called with each result as it arrives, one at a time, in the thread of its task; must not throw
     * @return false if the tasks timed out or are ending; if Spark has already failed, {@link #await} throws
     */
    synchronized boolean submit(Work submitted, Consumer<GradientResult> consumer) {
        if ((closed || ended) && failure == null) {
            return false;
        }
        work = submitted;
        received = consumer;
        delivered.clear();
        notifyAll();
        return true;
    }

    /** Whether the tasks are running and the hold time is not over. */
    synchronized boolean isWithinHoldTime(long holdNanos) {
        return !closed && (holding ? System.nanoTime() - holdBegan : 0) < holdNanos;
    }

    /** Whether a task finished its micro-batch while another had no core. */
    synchronized boolean lacksCores() {
        return coresAreShort;
    }

    /** Ends the tasks after their current micro-batch. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Returns the next micro-batch of a task that starts, has delivered a result, or is repeated by Spark; empty if
     * there is no more work.
     */
    synchronized Optional<Work> work(int task) {
        if (!started.get(task)) {
            started.set(task);
            notifyAll();
        }
        if (work != null && delivered.get(task) && !waitUntil(() -> runs() || closed, startMillis)) {
            coresAreShort = true;
            close();
        }
        waitUntil(() -> isDue(task) || closed || ended, WAIT_MILLIS);
        if (!ended && isDue(task)) {
            if (!holding && runs()) {
                holding = true;
                holdBegan = System.nanoTime();
            }
            return Optional.of(work);
        }
        close();
        return Optional.empty();
    }

    private boolean runs() {
        return started.cardinality() == tasks || ended;
    }

    private boolean isDue(int task) {
        return work != null && !delivered.get(task);
    }

    /**
     * Delivers the result of a task. Spark may run a task twice because it is late or failed; the first result counts.
     */
    synchronized void deliver(int task, Work done, GradientResult result) {
        if (done != work || delivered.get(task)) {
            return;
        }
        try {
            received.accept(result);
            delivered.set(task);
        } catch (Throwable e) {
            // The result is partly received, so it must not be received again, even if Spark repeats the task.
            failure = e;
            ended = true;
            throw e;
        } finally {
            notifyAll();
        }
    }

    /**
     * Called after Spark ends the job.
     *
     * @param thrown null if the job succeeded
     */
    synchronized void end(Throwable thrown) {
        ended = true;
        failure = failure == null ? thrown : failure;
        notifyAll();
    }

    /**
     * Waits until all tasks run, so that a job submitted afterwards takes no cores from them.
     *
     * @return false if the job ended before
     */
    synchronized boolean awaitStart() {
        waitUntil(this::runs, FOREVER);
        return !ended;
    }

    /**
     * Waits until all results of the micro-batch are received, which is before Spark completes the job. Throws the
     * failure of the job.
     */
    synchronized void await() {
        waitUntil(() -> delivered.cardinality() == tasks || ended, FOREVER);
        if (delivered.cardinality() < tasks) {
            throw ClusterErrors.unchecked(
                    failure != null
                            ? failure
                            : new IllegalStateException("Spark ended a job before all results were received"));
        }
    }

    /** Waits for a condition and returns whether it became true. */
    private synchronized boolean waitUntil(BooleanSupplier condition, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long rest = millis; rest > 0 && !condition.getAsBoolean(); ) {
                wait(rest);
                rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            return condition.getAsBoolean();
        } catch (InterruptedException e) {
            // Spark also throws InterruptedException while it waits for a job.
            throw ClusterErrors.unchecked(e);
        }
    }
}

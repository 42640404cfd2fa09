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
 * What the driver and the tasks of its own process, as local mode has them, give one another in one Spark job: the very arrays, where other executors get copies of the same numbers.
 *
 * <p>The tasks compute one pass after another, for which Spark has to schedule them once. Between two passes, and before the first, they wait for the model, but not for
 * long, since each holds a core that somebody else may need: then they all end, as they do when the driver closes the job. And none that has done its pass waits for another while a task of the
 * job has not started: two jobs that hold half of the cores each would else wait for one another.
 */
final class LocalJob {
    /** Much longer than an update takes. */
    static final long PATIENCE_MILLIS = 1000;

    /** Much longer than Spark takes to start one task after another where cores are free. */
    static final long START_MILLIS = 10;

    private static final long FOR_EVER = TimeUnit.DAYS.toMillis(10_000);

    private final int tasks;
    private final long startMillis;
    private final BitSet started = new BitSet();
    private final BitSet left = new BitSet();
    /** The pass in work, or the last one; null before the first. */
    private Work work;

    private boolean leased;
    private long leaseBegan;
    private Consumer<GradientResult> received;
    /** Nothing is given any more. */
    private boolean closed;

    private boolean crowded;
    private boolean ended;
    private Throwable failure;

    /**
     * A job of which nothing runs yet.
     *
     * @param tasks numbered from 0
     * @param startMillis how long a task that has done its first pass waits for the others to start
     */
    LocalJob(int tasks, long startMillis) {
        this.tasks = tasks;
        this.startMillis = startMillis;
    }

    /** A pass, and what to compute it with. The same pass given twice is two of them. */
    static final class Work {
        private final MicroBatch pass;
        private final ModelState model;
        private final IntFunction<Iterator<ShardBlock>> blocks;

        /**
         * Work for all tasks of a job.
         *
         * @param blocks those of a task
         */
        Work(MicroBatch pass, ModelState model, IntFunction<Iterator<ShardBlock>> blocks) {
            this.pass = pass;
            this.model = model;
            this.blocks = blocks;
        }

        MicroBatch pass() {
            return pass;
        }

        ModelState model() {
            return model;
        }

        Iterator<ShardBlock> blocks(int task) {
            return blocks.apply(task);
        }
    }

    /**
     * Lets the tasks compute a pass; the one before must have been awaited.
     *
     * @param given nobody may write to its model before {@link #await} has returned
     * @param consumer gets each result when it is there, one at a time, in the thread of its task; must not throw
     * @return false if the tasks have given up, or end; if Spark has failed already, {@link #await} says so
     */
    synchronized boolean give(Work given, Consumer<GradientResult> consumer) {
        if ((closed || ended) && failure == null) {
            return false;
        }
        work = given;
        received = consumer;
        left.clear();
        notifyAll();
        return true;
    }

    /** Whether the tasks may go on to another pass, as far as they and the lease have it: nanoseconds since all of them had a core and a pass. */
    synchronized boolean goesOn(long lease) {
        return !closed && (leased ? System.nanoTime() - leaseBegan : 0) < lease;
    }

    /** Whether a task had done its pass while another had no core yet. */
    synchronized boolean isCrowded() {
        return crowded;
    }

    /** Lets the tasks end, after the pass that they have. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** The next pass for one of the tasks, whether it comes for the first time, has left a result, or is repeated by Spark; empty if there is nothing to compute any more. */
    synchronized Optional<Work> work(int task) {
        if (!started.get(task)) {
            started.set(task);
            notifyAll();
        }
        if (work != null && left.get(task) && !waitUntil(() -> runs() || closed, startMillis)) {
            crowded = true;
            close();
        }
        waitUntil(() -> isDue(task) || closed || ended, PATIENCE_MILLIS);
        if (!ended && isDue(task)) {
            if (!leased && runs()) {
                leased = true;
                leaseBegan = System.nanoTime();
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
        return work != null && !left.get(task);
    }

    /** Leaves what a task made. Of a task that ran twice, for Spark repeats those that are late or fail, the first result counts. */
    synchronized void leave(int task, Work done, GradientResult result) {
        if (done != work || left.get(task)) {
            return;
        }
        try {
            received.accept(result);
            left.set(task);
        } catch (Throwable e) {
            // Half received: not to be repeated, whatever Spark makes of it.
            failure = e;
            ended = true;
            throw e;
        } finally {
            notifyAll();
        }
    }

    /**
     * To be called when Spark has ended the job.
     *
     * @param thrown null if it ended well
     */
    synchronized void end(Throwable thrown) {
        ended = true;
        failure = failure == null ? thrown : failure;
        notifyAll();
    }

    /** Returns when all tasks run, so that a job that is submitted now takes no core from them; false if the job has ended before. */
    synchronized boolean awaitStart() {
        waitUntil(this::runs, FOR_EVER);
        return !ended;
    }

    /** Returns when all results of the pass were received, which is before Spark has done its accounts. Throws what the job failed with. */
    synchronized void await() {
        waitUntil(() -> left.cardinality() == tasks || ended, FOR_EVER);
        if (left.cardinality() < tasks) {
            throw ClusterErrors.unchecked(
                    failure != null ? failure : new IllegalStateException("Spark ended a job without its results"));
        }
    }

    /** Returns whether the condition came. */
    private synchronized boolean waitUntil(BooleanSupplier condition, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long rest = millis; rest > 0 && !condition.getAsBoolean(); ) {
                wait(rest);
                rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
            return condition.getAsBoolean();
        } catch (InterruptedException e) {
            // As Spark does where it waits for a job.
            throw ClusterErrors.unchecked(e);
        }
    }
}

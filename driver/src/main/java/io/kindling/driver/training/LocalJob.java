package io.kindling.driver.training;

import io.kindling.driver.wire.GradientResult;
import io.kindling.trainer.network.ModelState;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What the driver and the tasks of its own process, as local mode has them, give one another in one Spark job: the very arrays, where other executors get copies of the same numbers. Tasks may
 * start before there is a model. They wait for it, but not for long, since each holds a core that somebody else may need: then they all give up, and the job has done nothing.
 */
final class LocalJob {
    /** Much longer than an update takes. */
    static final long PATIENCE_MILLIS = 1000;

    private static final long FOR_EVER = TimeUnit.DAYS.toMillis(10_000);

    private enum Stage {
        AWAITED,
        GIVEN,
        ABANDONED
    }

    private final int tasks;
    private final BitSet started = new BitSet();
    private final BitSet left = new BitSet();
    private Stage stage = Stage.AWAITED;
    private ModelState model;
    private Consumer<GradientResult> received;
    private boolean ended;
    private Throwable failure;

    /**
     * A job of which nothing runs yet.
     *
     * @param tasks numbered from 0
     */
    LocalJob(int tasks) {
        this.tasks = tasks;
    }

    /**
     * Lets the tasks compute.
     *
     * @param given nobody may write to it before {@link #await} has returned
     * @param consumer gets each result when it is there, one at a time, in the thread of its task; must not throw
     * @return false if they have given up; if Spark has failed already, {@link #await} says so
     */
    synchronized boolean give(ModelState given, Consumer<GradientResult> consumer) {
        if (stage == Stage.ABANDONED && failure == null) {
            return false;
        }
        model = given;
        received = consumer;
        stage = Stage.GIVEN;
        notifyAll();
        return true;
    }

    /** Lets the tasks end without a model, unless they have one. */
    synchronized void abandon() {
        if (stage == Stage.AWAITED) {
            stage = Stage.ABANDONED;
            notifyAll();
        }
    }

    /** The model of the job, for one of its tasks; empty if there is nothing to compute any more. */
    synchronized Optional<ModelState> model(int task) {
        waitUntil(() -> stage != Stage.AWAITED || ended, PATIENCE_MILLIS);
        abandon();
        started.set(task);
        notifyAll();
        return stage == Stage.ABANDONED || ended || left.get(task) ? Optional.empty() : Optional.of(model);
    }

    /** Leaves what a task made. Of a task that ran twice, for Spark repeats those that are late or fail, the first result counts. */
    synchronized void leave(int task, GradientResult result) {
        if (left.get(task)) {
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
        waitUntil(() -> started.cardinality() == tasks || ended, FOR_EVER);
        return !ended;
    }

    /** Returns when all results were received, which is before Spark has done its accounts. Throws what the job failed with. */
    synchronized void await() {
        waitUntil(() -> left.cardinality() == tasks || ended, FOR_EVER);
        if (left.cardinality() < tasks) {
            throw ClusterErrors.unchecked(
                    failure != null ? failure : new IllegalStateException("Spark ended a job without its results"));
        }
    }

    private synchronized void waitUntil(BooleanSupplier condition, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long rest = millis; rest > 0 && !condition.getAsBoolean(); ) {
                wait(rest);
                rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // As Spark does where it waits for a job.
            throw ClusterErrors.unchecked(e);
        }
    }
}

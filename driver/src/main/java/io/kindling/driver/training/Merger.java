package io.kindling.driver.training;

import io.kindling.driver.training.GradientResult.Times;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.math.FloatFormat;
import java.util.function.Consumer;

/**
 * Merges the results of tasks along the shard tree as they arrive, one at a time, and sums their times. Used by the
 * driver, and by executors with an aggregation depth above 1.
 */
final class Merger implements Consumer<GradientResult> {
    private final NetworkTask task;
    private final int columns;
    private final String backend = Backend.ofThisJvm().description();
    private final FloatFormat transport;
    private final ShardTree tree;
    private RuntimeException failure;
    private String otherBackend = backend;
    private Times slowest = Times.NONE;
    private Times done = Times.NONE;
    private long lastMerge;
    private long merge;

    /**
     * Creates a merger for one batch.
     *
     * @param gradients receives the arrays that are no longer needed
     */
    Merger(ExecutorContext replica, ArrayPool gradients) {
        this.transport = replica.transport();
        this.tree = new ShardTree(replica.shards(), gradients, transport);
        this.task = replica.task();
        this.columns = replica.columns();
    }

    @Override
    public synchronized void accept(GradientResult result) {
        long began = System.nanoTime();
        try {
            if (!result.backend().equals(backend)) {
                otherBackend = result.backend();
            }
            for (GradientMessage node : result.nodes()) {
                tree.add(node.node(task.metrics(), columns));
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        if (result.times().total() > slowest.total()) {
            slowest = result.times();
        }
        lastMerge = System.nanoTime() - began;
    }

    /** Ends a micro-batch. Its slowest task counts for the times. */
    synchronized void endMicroBatch() {
        if (failure != null) {
            throw failure;
        }
        done = done.plus(slowest);
        merge += lastMerge;
        slowest = Times.NONE;
        lastMerge = 0;
    }

    /** The merged result that an executor sends. */
    synchronized GradientResult result() {
        endMicroBatch();
        return new GradientResult(
                tree.nodes().stream()
                        .map(node -> GradientMessage.of(node, transport))
                        .toList(),
                otherBackend,
                done.plus(new Times(0, merge, 0)),
                () -> {});
    }

    /**
     * The sums of the batch.
     *
     * @throws ConfigurationException if an executor uses another matrix backend than this process
     */
    synchronized GradientShard root() {
        if (!otherBackend.equals(backend)) {
            throw new ConfigurationException(
                    "Invalid executor: its matrix backend is " + otherBackend
                            + " (the driver uses " + backend
                            + "; results are bit-identical only with the same backend everywhere: set -Dkindling.gemm=java on driver and executors)");
        }
        return tree.root();
    }

    /**
     * The times of the batch.
     *
     * @param sending nanoseconds spent on sending the model
     * @param total total time in nanoseconds
     */
    synchronized GradientTimes times(long sending, long total) {
        long broadcast = sending + done.model();
        long schedule = Math.max(0, total - broadcast - done.compute() - done.serialise() - merge);
        return new GradientTimes(schedule, broadcast, done.compute(), done.serialise(), merge, total);
    }
}

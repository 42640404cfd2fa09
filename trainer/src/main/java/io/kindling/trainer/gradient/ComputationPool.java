package io.kindling.trainer.gradient;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Computations of one kind with their scratch, for the tasks of a process to use one after another: activations and gradient arrays are allocated once for each
 * task that runs at a time. What a task computes stays a pure function of its arguments, since no scratch is read before it is written.
 */
public final class ComputationPool {
    private final Supplier<ShardComputation> factory;
    private final Deque<ShardComputation> idle = new ConcurrentLinkedDeque<>();

    /**
     * An empty pool.
     *
     * @param factory makes one when none is idle
     */
    public ComputationPool(Supplier<ShardComputation> factory) {
        this.factory = factory;
    }

    /** What {@code work} makes of a computation that is its own for the time of the call. One whose work fails is not used again. */
    public <R> R with(Function<ShardComputation, R> work) {
        ShardComputation taken = idle.poll();
        ShardComputation computation = taken == null ? factory.get() : taken;
        R result = work.apply(computation);
        idle.push(computation);
        return result;
    }
}

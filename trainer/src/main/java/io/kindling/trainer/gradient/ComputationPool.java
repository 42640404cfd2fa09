package io.kindling.trainer.gradient;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A pool of computations and their scratch memory, shared by the tasks of a process. Activations and gradient arrays
 * are allocated once per concurrent task. Scratch memory is always written before it is read, so a result depends only
 * on the arguments of its task.
 */
public final class ComputationPool {
    private final Supplier<ShardComputation> factory;
    private final Deque<ShardComputation> idle = new ConcurrentLinkedDeque<>();

    /**
     * An empty pool.
     *
     * @param factory creates a computation when none is idle
     */
    public ComputationPool(Supplier<ShardComputation> factory) {
        this.factory = factory;
    }

    /**
     * Runs {@code work} with exclusive use of a computation and returns its result. If {@code work} fails, the
     * computation is discarded.
     */
    public <R> R with(Function<ShardComputation, R> work) {
        ShardComputation taken = idle.poll();
        ShardComputation computation = taken == null ? factory.get() : taken;
        R result = work.apply(computation);
        idle.push(computation);
        return result;
    }
}

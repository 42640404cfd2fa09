package io.kindling.driver.training;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.ComputationPool;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data of a training on each executor, sent in one broadcast: the description of the work, and a workspace. The
 * workspace contains scratch memory, which is written before it is read, and the blocks of the current chunk. No result
 * depends on it (C3).
 */
final class ExecutorContext implements Serializable {
    private static final long serialVersionUID = 1L;

    private final NetworkTask task;
    private final int columns;
    private final BatchGradient batch;
    private final FloatFormat transport;
    private transient Workspace workspace;

    ExecutorContext(NetworkTask task, BatchGradient batch, FloatFormat transport) {
        this.task = task;
        this.columns = task.columns();
        this.batch = batch;
        this.transport = transport;
    }

    private static final class Workspace {
        private final Handover handover = new Handover();
        private final ArrayPool gradients;
        private final ComputationPool computations;
        private Map<Integer, List<ShardBlock>> cached = Map.of();
        private int chunk = -1;

        Workspace(NetworkTask task) {
            this.gradients =
                    new ArrayPool(Network.of(task.network()).parameters().length());
            this.computations = new ComputationPool(() -> task.computation(gradients));
        }

        /**
         * The cached blocks of a chunk, by partition. A late task of the previous chunk continues to fill the map of
         * its chunk, which no other task uses.
         */
        synchronized Map<Integer, List<ShardBlock>> cached(int wanted) {
            if (chunk != wanted) {
                chunk = wanted;
                cached = new ConcurrentHashMap<>();
            }
            return cached;
        }
    }

    private synchronized Workspace workspace() {
        if (workspace == null) {
            workspace = new Workspace(task);
        }
        return workspace;
    }

    NetworkTask task() {
        return task;
    }

    /** Number of network outputs. */
    int columns() {
        return columns;
    }

    /** The rows and the random numbers of each shard. */
    BatchGradient batch() {
        return batch;
    }

    /** Logical shards per update. */
    int shards() {
        return batch.plan().shards();
    }

    /** Number format of gradients on the network. */
    FloatFormat transport() {
        return transport;
    }

    /** The jobs of tasks in the driver's process. */
    Handover handover() {
        return workspace().handover;
    }

    /** Pool of gradient arrays for the computations. */
    ArrayPool gradients() {
        return workspace().gradients;
    }

    /** Computations with their scratch memory, for the tasks of this executor. */
    ComputationPool computations() {
        return workspace().computations;
    }

    /**
     * Returns the blocks of a partition, from memory while tasks stay in the same chunk. Blocks that Spark spilled to
     * disk are read once per chunk instead of once per iteration.
     *
     * @param stored read only if the blocks are not in memory
     */
    Iterator<ShardBlock> blocks(int chunk, int partition, Iterable<ShardBlock> stored) {
        Map<Integer, List<ShardBlock>> cached = workspace().cached(chunk);
        List<ShardBlock> blocks = cached.get(partition);
        if (blocks == null) {
            blocks = new ArrayList<>();
            for (ShardBlock block : stored) {
                blocks.add(block);
            }
            cached.put(partition, blocks);
        }
        return blocks.iterator();
    }
}

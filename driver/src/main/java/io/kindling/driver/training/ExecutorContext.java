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
 * What each executor has of a training for as long as it lasts, through one broadcast: the description of the work, and room to do it in. The room holds
 * scratch, which is written before it is read, and the blocks of the chunk in use, which are data; no result depends on either (C3).
 */
final class ExecutorContext implements Serializable {
    private static final long serialVersionUID = 1L;

    private final NetworkTask task;
    private final int columns;
    private final BatchGradient batch;
    private final FloatFormat transport;
    private transient Room room;

    ExecutorContext(NetworkTask task, BatchGradient batch, FloatFormat transport) {
        this.task = task;
        this.columns = task.columns();
        this.batch = batch;
        this.transport = transport;
    }

    private static final class Room {
        private final Handover handover = new Handover();
        private final ArrayPool gradients;
        private final ComputationPool computations;
        private Map<Integer, List<ShardBlock>> held = Map.of();
        private int chunk = -1;

        Room(NetworkTask task) {
            this.gradients =
                    new ArrayPool(Network.of(task.network()).parameters().length());
            this.computations = new ComputationPool(() -> task.computation(gradients));
        }

        /** The blocks of a chunk by partition. A task that is still at the chunk before goes on to fill the map of that one, which nobody else sees any more. */
        synchronized Map<Integer, List<ShardBlock>> held(int wanted) {
            if (chunk != wanted) {
                chunk = wanted;
                held = new ConcurrentHashMap<>();
            }
            return held;
        }
    }

    private synchronized Room room() {
        if (room == null) {
            room = new Room(task);
        }
        return room;
    }

    NetworkTask task() {
        return task;
    }

    /** Output columns of the network. */
    int columns() {
        return columns;
    }

    /** Which rows and which randomness belong to a shard. */
    BatchGradient batch() {
        return batch;
    }

    /** Logical shards an update. */
    int shards() {
        return batch.plan().shards();
    }

    /** How gradients travel. */
    FloatFormat transport() {
        return transport;
    }

    /** Where tasks of the driver's own process find their job. */
    Handover handover() {
        return room().handover;
    }

    /** Where the gradient arrays of the computations come from. */
    ArrayPool gradients() {
        return room().gradients;
    }

    /** Computations with their scratch, for the tasks of this executor. */
    ComputationPool computations() {
        return room().computations;
    }

    /**
     * The blocks of a partition, from memory while tasks stay in the same chunk: what Spark has spilled to disk is read once a chunk, not once an iteration.
     *
     * @param stored read when the blocks are not held yet
     */
    Iterator<ShardBlock> blocks(int chunk, int partition, Iterable<ShardBlock> stored) {
        Map<Integer, List<ShardBlock>> held = room().held(chunk);
        List<ShardBlock> blocks = held.get(partition);
        if (blocks == null) {
            blocks = new ArrayList<>();
            for (ShardBlock block : stored) {
                blocks.add(block);
            }
            held.put(partition, blocks);
        }
        return blocks.iterator();
    }
}

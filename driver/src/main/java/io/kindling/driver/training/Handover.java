package io.kindling.driver.training;

import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.wire.Description;
import io.kindling.driver.wire.GradientResult;
import io.kindling.trainer.network.ModelState;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * What the driver and the tasks of its own process, as local mode has them, give one another: the very arrays, where other executors get copies of the same numbers. Open for one gradient at
 * a time; whatever a task leaves that the driver did not wait for is dropped.
 */
final class Handover {
    private final AtomicLong lastTicket = new AtomicLong();
    private final Map<Long, GradientResult> left = new ConcurrentHashMap<>();
    private volatile ModelState model;

    /** Opens with the model that tasks read, and nobody writes to until it is closed. */
    void open(ModelState given) {
        left.clear();
        model = given;
    }

    ModelState model() {
        return model;
    }

    /**
     * Runs the task on all partitions in this process, and returns when all results were received.
     *
     * @param replica whose handover in this process is {@code handover}
     * @param received gets each result when it is there, one at a time
     */
    static void run(
            RDD<ShardBlock> blocks,
            GradientTask task,
            Broadcast<Description<Replica>> replica,
            Handover handover,
            Consumer<GradientResult> received) {
        PartitionJob.run(
                blocks, Long.class, new Leave(task, replica), ticket -> received.accept(handover.take(ticket)));
    }

    private static final class Leave implements PartitionJob.Task<ShardBlock, Long> {
        private static final long serialVersionUID = 1L;

        private final GradientTask task;
        private final Broadcast<Description<Replica>> replica;

        Leave(GradientTask task, Broadcast<Description<Replica>> replica) {
            this.task = task;
            this.replica = replica;
        }

        @Override
        public Long run(Iterator<ShardBlock> blocks) {
            return replica.value().value().handover().leave(task.run(blocks));
        }
    }

    /** Leaves what a task made, and returns the ticket for it. */
    private long leave(GradientResult result) {
        long ticket = lastTicket.incrementAndGet();
        left.put(ticket, result);
        return ticket;
    }

    /** Takes what a task left; once. */
    private GradientResult take(long ticket) {
        return left.remove(ticket);
    }

    void close() {
        model = null;
        left.clear();
    }
}

package io.kindling.driver.training;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** Computes the loss and metrics of each block in one task. */
final class EvaluationTask implements PartitionJob.Task<ShardBlock, MetricMessage[]> {
    private static final long serialVersionUID = 1L;

    private final NetworkTask task;
    private final Broadcast<ModelState> model;

    EvaluationTask(NetworkTask task, Broadcast<ModelState> model) {
        this.task = task;
        this.model = model;
    }

    @Override
    public MetricMessage[] run(Iterator<ShardBlock> blocks) {
        ShardComputation computation = task.computation();
        List<MetricMessage> messages = new ArrayList<>();
        while (blocks.hasNext()) {
            ShardBlock block = blocks.next();
            double[] sums = computation.evaluate(model.value(), block.block()).sums();
            messages.add(new MetricMessage(block.chunk(), block.shard(), sums));
        }
        return messages.toArray(new MetricMessage[0]);
    }
}

package io.kindling.driver.training;

import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.wire.GradientMessage;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** The shards of one batch that one task holds, merged as far along the tree as they go: a pure function of its fields and the blocks. */
final class GradientTask implements PartitionJob.Task<GradientMessage[]> {
    private static final long serialVersionUID = 1L;

    private final NetworkTask task;
    private final ChunkPlan plan;
    private final long seed;
    private final BatchPosition position;
    private final EpochOrder.Location location;
    private final Broadcast<ModelState> model;

    GradientTask(
            NetworkTask task,
            ChunkPlan plan,
            long seed,
            BatchPosition position,
            EpochOrder.Location location,
            Broadcast<ModelState> model) {
        this.task = task;
        this.plan = plan;
        this.seed = seed;
        this.position = position;
        this.location = location;
        this.model = model;
    }

    @Override
    public GradientMessage[] run(Iterator<ShardBlock> blocks) {
        ShardComputation computation = task.computation();
        BatchGradient batch = new BatchGradient(plan, seed);
        ShardTree tree = new ShardTree(plan.shards());
        while (blocks.hasNext()) {
            ShardBlock block = blocks.next();
            tree.add(
                    block.shard(),
                    batch.shard(computation, model.value(), position, location, block.shard(), block.block()));
        }
        List<GradientMessage> messages = new ArrayList<>();
        String backend = Backend.ofThisJvm().description();
        for (ShardTree.Node node : tree.nodes()) {
            messages.add(GradientMessage.of(node, backend));
        }
        return messages.toArray(new GradientMessage[0]);
    }
}

package io.kindling.driver.training;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.serialization.Description;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.broadcast.Broadcast;

/**
 * Computes the shards of one batch in one task and merges them along the shard tree as far as possible. The result
 * depends only on the fields and the blocks.
 */
final class GradientTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Description<ExecutorContext>> replica;
    private final MicroBatch microBatch;

    GradientTask(Broadcast<Description<ExecutorContext>> replica, MicroBatch microBatch) {
        this.replica = replica;
        this.microBatch = microBatch;
    }

    /**
     * Computes the result that the task sends to the driver.
     *
     * @param model supplies the model, which is only read
     */
    GradientResult run(Iterator<ShardBlock> blocks, Supplier<ModelState> model) {
        ExecutorContext here = replica.value().value();
        return here.computations().with(computation -> run(here, computation, blocks, model));
    }

    private GradientResult run(
            ExecutorContext here,
            ShardComputation computation,
            Iterator<ShardBlock> blocks,
            Supplier<ModelState> model) {
        long began = System.nanoTime();
        ModelState state = model.get();
        long read = System.nanoTime();
        BatchGradient batch = here.batch();
        ShardTree tree = new ShardTree(here.shards(), computation.gradients(), here.transport());
        while (blocks.hasNext()) {
            ShardBlock block = blocks.next();
            tree.add(
                    block.shard(),
                    batch.shard(
                            computation,
                            state,
                            microBatch.position(),
                            microBatch.location(),
                            block.shard(),
                            block.block()));
        }
        List<GradientMessage> nodes = tree.nodes().stream()
                .map(node -> GradientMessage.of(node, here.transport()))
                .toList();
        long computed = System.nanoTime();
        return new GradientResult(
                nodes,
                Backend.ofThisJvm().description(),
                new GradientResult.Times(read - began, computed - read, 0),
                tree::release);
    }
}

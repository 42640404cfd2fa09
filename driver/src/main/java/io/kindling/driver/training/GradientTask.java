package io.kindling.driver.training;

import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.wire.Description;
import io.kindling.driver.wire.GradientMessage;
import io.kindling.driver.wire.GradientResult;
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

/** The shards of one batch that one task holds, merged as far along the tree as they go: a pure function of its fields and the blocks. */
final class GradientTask implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<Description<Replica>> replica;
    private final Pass pass;

    GradientTask(Broadcast<Description<Replica>> replica, Pass pass) {
        this.replica = replica;
        this.pass = pass;
    }

    /**
     * What the task sends to the driver.
     *
     * @param model read
     */
    GradientResult run(Iterator<ShardBlock> blocks, Supplier<ModelState> model) {
        Replica here = replica.value().value();
        return here.computations().with(computation -> run(here, computation, blocks, model));
    }

    private GradientResult run(
            Replica here, ShardComputation computation, Iterator<ShardBlock> blocks, Supplier<ModelState> model) {
        long began = System.nanoTime();
        ModelState state = model.get();
        long read = System.nanoTime();
        BatchGradient batch = here.batch();
        ShardTree tree = new ShardTree(here.shards(), computation.gradients(), here.transport());
        while (blocks.hasNext()) {
            ShardBlock block = blocks.next();
            tree.add(
                    block.shard(),
                    batch.shard(computation, state, pass.position(), pass.location(), block.shard(), block.block()));
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

package io.kindling.driver.training;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.wire.GradientMessage;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Gradients from executors: one Spark job a batch (more with gradient accumulation), over the partitions of the batch's chunk. The model goes out as a broadcast, which is destroyed when the
 * job ends; nodes of the shard tree come back.
 */
public final class SparkGradientSource implements GradientSource {
    private final JavaSparkContext spark;
    private final NetworkTask task;
    private final int columns;
    private final PreparedData data;
    private final long seed;
    private final int passes;
    private final String backend;

    /**
     * A source over prepared data.
     *
     * @param seed of the training
     * @param passes jobs that an update is spread over, one after another; the shards, and so the bits, are the same for any number
     */
    public SparkGradientSource(JavaSparkContext spark, NetworkTask task, PreparedData data, long seed, int passes) {
        this.passes = passes;
        this.spark = spark;
        this.task = task;
        this.columns = task.columns();
        this.data = data;
        this.seed = seed;
        this.backend = Backend.ofThisJvm().description();
    }

    @Override
    public long batches() {
        return data.plan().batches();
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        ChunkPlan plan = data.plan();
        EpochOrder.Location location =
                new BatchGradient(plan, seed).order(position).locate(position.batch());
        Broadcast<ModelState> broadcast = spark.broadcast(model);
        try {
            GradientTask gradientTask = new GradientTask(task, plan, seed, position, location, broadcast);
            int tasks = data.placement().tasksPerChunk();
            int first = location.chunk() * tasks;
            ShardTree tree = new ShardTree(plan.shards());
            int jobs = Math.min(passes, tasks);
            for (int pass = 0; pass < jobs; pass++) {
                int from = first + pass * tasks / jobs;
                int to = first + (pass + 1) * tasks / jobs;
                add(PartitionJob.run(data.blocks(), from, to, GradientMessage[].class, gradientTask), tree);
            }
            return tree.root();
        } finally {
            broadcast.destroy();
        }
    }

    private void add(GradientMessage[][] results, ShardTree tree) {
        for (GradientMessage[] messages : results) {
            for (GradientMessage message : messages) {
                if (!message.backend().equals(backend)) {
                    throw new ConfigurationException(
                            "Invalid executor: it multiplies matrices with " + message.backend()
                                    + " (the driver does with " + backend
                                    + "; results are the same bits only where all use one: set -Dkindling.gemm=java everywhere)");
                }
                tree.add(message.node(task.metrics(), columns));
            }
        }
    }
}

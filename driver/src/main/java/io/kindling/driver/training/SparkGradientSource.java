package io.kindling.driver.training;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.wire.Description;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.TrainingConfig;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * Gradients from executors: one Spark job a batch (more with gradient accumulation), over the partitions of the batch's chunk. The model goes out inside the tasks or as a broadcast, which is
 * destroyed when the job ends; nodes of the shard tree come back and are merged as they arrive.
 */
public final class SparkGradientSource implements GradientSource, AutoCloseable {
    private final JavaSparkContext spark;
    private final PreparedData data;
    private final long seed;
    private final int passes;
    private final int aggregationDepth;
    private final Consumer<GradientTimes> times;
    private final Broadcast<Description<Replica>> replica;
    private final RDD<ShardBlock> blocks;
    private EpochOrder order;
    private int orderedEpoch = -1;

    /**
     * A source over prepared data.
     *
     * @param training says the seed, the passes of an update (jobs one after another) and the aggregation depth; the bits are the same for any of the latter two
     * @param times told after each batch
     */
    public SparkGradientSource(
            JavaSparkContext spark,
            NetworkTask task,
            PreparedData data,
            TrainingConfig training,
            Consumer<GradientTimes> times) {
        this.spark = spark;
        this.data = data;
        this.seed = training.seed();
        this.passes = training.gradientAccumulation();
        this.aggregationDepth = training.aggregationDepth();
        this.times = times;
        this.replica = spark.broadcast(new Description<>(new Replica(task, data.plan(), seed, training.transport())));
        this.blocks = new HeldBlocks(data.blocks(), data.placement(), replica);
    }

    @Override
    public long batches() {
        return data.plan().batches();
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        long began = System.nanoTime();
        EpochOrder.Location location = order(position.epoch()).locate(position.batch());
        try (ShippedModel shipped = ShippedModel.of(spark, model)) {
            long shippedAt = System.nanoTime();
            GradientTask gradientTask = new GradientTask(replica, position, location, shipped);
            int tasks = data.placement().tasksPerChunk();
            int first = location.chunk() * tasks;
            int jobs = Math.min(passes, tasks);
            Merger merger = new Merger(replica.value().value());
            for (int pass = 0; pass < jobs; pass++) {
                int from = first + pass * tasks / jobs;
                int to = first + (pass + 1) * tasks / jobs;
                TreeAggregation.run(
                        PartitionJob.part(blocks, from, to), aggregationDepth, gradientTask, replica, merger);
                merger.endJob();
            }
            GradientShard root = merger.root();
            times.accept(merger.times(shippedAt - began, System.nanoTime() - began));
            return root;
        }
    }

    private EpochOrder order(int epoch) {
        if (epoch != orderedEpoch) {
            order = new EpochOrder(data.plan(), seed, epoch);
            orderedEpoch = epoch;
        }
        return order;
    }

    /** Frees what the executors keep for this training; the data stay. */
    @Override
    public void close() {
        replica.destroy();
    }
}

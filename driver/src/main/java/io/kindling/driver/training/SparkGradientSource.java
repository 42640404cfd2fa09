package io.kindling.driver.training;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.wire.Description;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.training.TrainingConfig;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * Gradients from executors: one Spark job a batch (more with gradient accumulation), over the partitions of the batch's chunk. The model goes out inside the tasks or as a broadcast, which is
 * destroyed when the job ends; nodes of the shard tree come back and are merged as they arrive. In local mode both are handed over as they are.
 */
public final class SparkGradientSource implements GradientSource, AutoCloseable {
    private static final ArrayPool NO_POOL = new ArrayPool(0);

    private final JavaSparkContext spark;
    private final PreparedData data;
    private final long seed;
    private final int passes;
    private final int aggregationDepth;
    private final boolean inThisProcess;
    private final Consumer<GradientTimes> times;
    private final Broadcast<Description<Replica>> replica;
    /** What the broadcast gives the tasks of this process as long as somebody holds it. */
    private final Description<Replica> replicaHere;

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
        this.inThisProcess = isInThisProcess(spark.sc(), training);
        this.times = times;
        BatchGradient batch = new BatchGradient(
                data.plan(),
                seed,
                training.localDescent(Network.of(task.network()).parameters()));
        this.replica = spark.broadcast(new Description<>(new Replica(task, batch, training.transport())));
        this.replicaHere = replica.value();
        this.blocks = new HeldBlocks(data.blocks(), data.placement(), replica);
    }

    /** Whether tasks run in the driver's process and hand their gradients over as they are: no result crosses the wire. */
    public static boolean isInThisProcess(SparkContext spark, TrainingConfig training) {
        return spark.isLocal() && training.aggregationDepth() == 1;
    }

    @Override
    public long batches() {
        return data.plan().batches();
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        long began = System.nanoTime();
        EpochOrder.Location location = order(position.epoch()).locate(position.batch());
        Replica here = replicaHere.value();
        try (ShippedModel shipped = ShippedModel.of(spark, model, here)) {
            long shippedAt = System.nanoTime();
            GradientTask gradientTask = new GradientTask(replica, position, location, shipped);
            int tasks = data.placement().tasksPerChunk();
            int first = location.chunk() * tasks;
            int jobs = Math.min(passes, tasks);
            Merger merger = new Merger(here, pool());
            for (int pass = 0; pass < jobs; pass++) {
                int from = first + pass * tasks / jobs;
                int to = first + (pass + 1) * tasks / jobs;
                RDD<ShardBlock> part = PartitionJob.part(blocks, from, to);
                if (inThisProcess) {
                    Handover.run(part, gradientTask, replica, here.handover(), merger);
                } else {
                    TreeAggregation.run(part, aggregationDepth, gradientTask, replica, merger);
                }
                merger.endJob();
            }
            GradientShard root = merger.root();
            times.accept(merger.times(shippedAt - began, System.nanoTime() - began));
            return root;
        }
    }

    @Override
    public void release(GradientShard sums) {
        pool().giveBack(sums.gradientSum());
    }

    /** Arrays that tasks handed over go back to the tasks; those that came over the wire are left to the garbage collector. */
    private ArrayPool pool() {
        return inThisProcess ? replicaHere.value().gradients() : NO_POOL;
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

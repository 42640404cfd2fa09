package io.kindling.driver.training;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.serialization.Description;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.BatchingConfig;
import io.kindling.trainer.training.TrainingEngine;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * Gradients from executors: one Spark job a batch (more with gradient accumulation), over the partitions of the batch's chunk. The model goes out inside the tasks or as a broadcast, which is
 * destroyed when the job ends; nodes of the shard tree come back and are merged as they arrive. In local mode both are handed over as they are, and a job goes on from batch to batch.
 */
public final class SparkGradientSource implements GradientSource, AutoCloseable {
    private static final ArrayPool NO_POOL = new ArrayPool(0);

    private final JavaSparkContext spark;
    private final PreparedData data;
    private final long seed;
    private final int passes;
    private final int aggregationDepth;
    private final Consumer<GradientTimes> times;
    private final Broadcast<Description<ExecutorContext>> replica;
    /** What the broadcast gives the tasks of this process as long as somebody holds it. */
    private final Description<ExecutorContext> replicaHere;

    private final RDD<ShardBlock> blocks;
    /** Null where tasks run in other processes. */
    private final LocalJobs local;

    private EpochOrder order;
    private int orderedEpoch = -1;

    /**
     * A source over prepared data.
     *
     * @param engine of the training
     * @param execution says the aggregation depth
     * @param times called after each batch
     */
    public SparkGradientSource(
            JavaSparkContext spark,
            TrainingEngine engine,
            ExecutionConfig execution,
            PreparedData data,
            Consumer<GradientTimes> times) {
        this(spark, engine, execution, data, times, LocalTaskHoldTime.nanos(spark.getConf()));
    }

    /** A source with another lease for the jobs of local mode. */
    SparkGradientSource(
            JavaSparkContext spark,
            TrainingEngine engine,
            ExecutionConfig execution,
            PreparedData data,
            Consumer<GradientTimes> times,
            long lease) {
        BatchGradient batch = engine.gradient(data.plan());
        BatchingConfig batching = engine.spec().training().batching();
        this.spark = spark;
        this.data = data;
        this.seed = batch.seed();
        this.passes = Math.min(batching.gradientAccumulation(), data.placement().tasksPerChunk());
        this.aggregationDepth = execution.aggregationDepth();
        this.times = times;
        boolean here = isInThisProcess(spark.sc(), execution);
        Preflight.requireShard(
                (data.plan().firstRow(0, 0, 1) - 1) / batch.descent().steps() + 1,
                engine.network(),
                here ? Runtime.getRuntime().maxMemory() : Long.MAX_VALUE);
        this.replica = spark.broadcast(new Description<>(new ExecutorContext(
                NetworkTask.of(engine.spec()), batch, engine.spec().training().transport())));
        this.replicaHere = replica.value();
        this.blocks = new ChunkCacheRDD(data.blocks(), data.placement(), replica);
        this.local = here ? new LocalJobs(blocks, lease, replica) : null;
    }

    /** Whether tasks run in the process of the driver and hand over their gradients without serialization. */
    public static boolean isInThisProcess(SparkContext spark, ExecutionConfig execution) {
        return spark.isLocal() && execution.aggregationDepth() == 1;
    }

    @Override
    public long batches() {
        return data.plan().batches();
    }

    @Override
    public GradientShard gradient(ModelState model, BatchPosition position) {
        long began = System.nanoTime();
        Merger merger = new Merger(replicaHere.value(), pool());
        long sending = local == null ? onExecutors(model, position, merger) : here(model, position, merger);
        GradientShard root = merger.root();
        times.accept(merger.times(sending, System.nanoTime() - began));
        return root;
    }

    /** Returns the nanoseconds spent on sending the model. */
    private long onExecutors(ModelState model, BatchPosition position, Merger merger) {
        long began = System.nanoTime();
        try (ModelBroadcast shipped = ModelBroadcast.of(spark, model)) {
            long sending = System.nanoTime() - began;
            for (int number = 0; number < passes; number++) {
                MicroBatch pass = pass(position, number);
                RDD<ShardBlock> part = PartitionJob.part(blocks, pass.from(), pass.to());
                TreeAggregation.run(
                        part, aggregationDepth, new Send(new GradientTask(replica, pass), shipped), replica, merger);
                merger.endPass();
            }
            return sending;
        }
    }

    private long here(ModelState model, BatchPosition position, Merger merger) {
        for (int number = 0; number < passes; number++) {
            local.run(pass(position, number), model, merger, next(position, number));
            merger.endPass();
        }
        return 0;
    }

    private MicroBatch pass(BatchPosition position, int number) {
        EpochOrder.Location location = order(position.epoch()).locate(position.batch());
        int tasks = data.placement().tasksPerChunk();
        int first = location.chunk() * tasks;
        return new MicroBatch(
                position, location, first + number * tasks / passes, first + (number + 1) * tasks / passes);
    }

    /** The pass after this one; none at the end of an epoch, for between epochs there are other jobs. It may lie in the next chunk. */
    private Optional<MicroBatch> next(BatchPosition position, int number) {
        if (number + 1 < passes) {
            return Optional.of(pass(position, number + 1));
        }
        if (position.batch() + 1 == batches()) {
            return Optional.empty();
        }
        return Optional.of(
                pass(new BatchPosition(position.epoch(), position.batch() + 1, position.iteration() + 1), 0));
    }

    /** Lets go of what was begun for the next batch; for callers that run other jobs now. */
    public void settle() {
        if (local != null) {
            local.settle();
        }
    }

    @Override
    public void release(GradientShard sums) {
        pool().giveBack(sums.gradientSum());
    }

    /** Arrays that tasks handed over go back to the tasks; those that came over the wire are left to the garbage collector. */
    private ArrayPool pool() {
        return local == null ? NO_POOL : replicaHere.value().gradients();
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
        if (local != null) {
            local.close();
        }
        replica.destroy();
    }

    private static final class Send implements PartitionJob.Task<ShardBlock, GradientResult> {
        private static final long serialVersionUID = 1L;

        private final GradientTask task;
        private final ModelBroadcast model;

        Send(GradientTask task, ModelBroadcast model) {
            this.task = task;
            this.model = model;
        }

        @Override
        public GradientResult run(Iterator<ShardBlock> elements) {
            return task.run(elements, model::value);
        }
    }
}

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
 * Computes gradients on executors, with one Spark job per batch (more with gradient accumulation) over the partitions
 * of the batch's chunk. The model is sent inside the tasks or as a broadcast, which is destroyed when the job ends. The
 * driver merges nodes of the shard tree as they arrive. In local mode, model and gradients are passed by reference, and
 * one job computes many batches.
 */
public final class SparkGradientSource implements GradientSource, AutoCloseable {
    private static final ArrayPool NO_POOL = new ArrayPool(0);

    private final JavaSparkContext spark;
    private final PreparedData data;
    private final long seed;
    private final int microBatches;
    private final int aggregationDepth;
    private final Consumer<GradientTimes> times;
    private final Broadcast<Description<ExecutorContext>> replica;
    /** The value of the broadcast in this process. Spark keeps it only while it is referenced. */
    private final Description<ExecutorContext> replicaHere;

    private final RDD<ShardBlock> blocks;
    /** Null if tasks run in other processes. */
    private final LocalJobs local;

    private EpochOrder order;
    private int orderedEpoch = -1;

    /**
     * Creates a source over prepared data.
     *
     * @param engine engine of the training
     * @param execution defines the aggregation depth
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

    /** Creates a source with another hold time for local jobs. */
    SparkGradientSource(
            JavaSparkContext spark,
            TrainingEngine engine,
            ExecutionConfig execution,
            PreparedData data,
            Consumer<GradientTimes> times,
            long holdNanos) {
        BatchGradient batch = engine.gradient(data.plan());
        BatchingConfig batching = engine.spec().training().batching();
        this.spark = spark;
        this.data = data;
        this.seed = batch.seed();
        this.microBatches =
                Math.min(batching.gradientAccumulation(), data.placement().tasksPerChunk());
        this.aggregationDepth = execution.aggregationDepth();
        this.times = times;
        boolean inThisProcess = isInThisProcess(spark.sc(), execution);
        Preflight.requireShard(
                (data.plan().firstRow(0, 0, 1) - 1) / batch.descent().steps() + 1,
                engine.network(),
                inThisProcess ? Runtime.getRuntime().maxMemory() : Long.MAX_VALUE);
        this.replica = spark.broadcast(new Description<>(new ExecutorContext(
                NetworkTask.of(engine.spec()), batch, engine.spec().training().transport())));
        this.replicaHere = replica.value();
        this.blocks = new ChunkCacheRDD(data.blocks(), data.placement(), replica);
        this.local = inThisProcess ? new LocalJobs(blocks, holdNanos, replica) : null;
    }

    /** Whether tasks run in the driver's process and pass their gradients without serialization. */
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
        long sending = local == null
                ? computeOnExecutors(model, position, merger)
                : computeInThisProcess(model, position, merger);
        GradientShard root = merger.root();
        times.accept(merger.times(sending, System.nanoTime() - began));
        return root;
    }

    /** Returns the nanoseconds spent on sending the model. */
    private long computeOnExecutors(ModelState model, BatchPosition position, Merger merger) {
        long began = System.nanoTime();
        try (ModelBroadcast sent = ModelBroadcast.of(spark, model)) {
            long sending = System.nanoTime() - began;
            for (int number = 0; number < microBatches; number++) {
                MicroBatch microBatch = microBatch(position, number);
                RDD<ShardBlock> part = PartitionJob.part(blocks, microBatch.from(), microBatch.to());
                TreeAggregation.run(
                        part, aggregationDepth, new Send(new GradientTask(replica, microBatch), sent), replica, merger);
                merger.endMicroBatch();
            }
            return sending;
        }
    }

    private long computeInThisProcess(ModelState model, BatchPosition position, Merger merger) {
        for (int number = 0; number < microBatches; number++) {
            local.run(microBatch(position, number), model, merger, next(position, number));
            merger.endMicroBatch();
        }
        return 0;
    }

    private MicroBatch microBatch(BatchPosition position, int number) {
        EpochOrder.Location location = order(position.epoch()).locate(position.batch());
        int tasks = data.placement().tasksPerChunk();
        int first = location.chunk() * tasks;
        return new MicroBatch(
                position, location, first + number * tasks / microBatches, first + (number + 1) * tasks / microBatches);
    }

    /**
     * The next micro-batch, possibly in the next chunk; empty at the end of an epoch, because other jobs run between
     * epochs.
     */
    private Optional<MicroBatch> next(BatchPosition position, int number) {
        if (number + 1 < microBatches) {
            return Optional.of(microBatch(position, number + 1));
        }
        if (position.batch() + 1 == batches()) {
            return Optional.empty();
        }
        return Optional.of(
                microBatch(new BatchPosition(position.epoch(), position.batch() + 1, position.iteration() + 1), 0));
    }

    /** Releases the job prepared for the next batch. Call it before running other jobs. */
    public void releaseNext() {
        if (local != null) {
            local.releaseNext();
        }
    }

    @Override
    public void release(GradientShard sums) {
        pool().giveBack(sums.gradientSum());
    }

    /**
     * The pool of gradient arrays. Arrays passed by reference return to the tasks; deserialized arrays are garbage
     * collected.
     */
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

    /** Releases the memory of this training on the executors. The data remains cached. */
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

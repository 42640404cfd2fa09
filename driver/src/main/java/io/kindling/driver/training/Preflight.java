package io.kindling.driver.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.training.BatchingConfig;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingEngine;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * What a training will ask of the driver, compared with what the driver has, before anything is read or computed. Both are lower bounds: a training that is refused could not have run; one
 * that is not may still run short.
 */
public final class Preflight {
    private static final String MAX_RESULT_SIZE = "spark.driver.maxResultSize";
    private static final long MEBIBYTE = 1 << 20;

    /** What one array of bytes holds, less a mebibyte for the names of the parameters. */
    private static final long MAX_FILE_BYTES = Integer.MAX_VALUE - MEBIBYTE;

    private final long parameterBytes;
    private final int shards;
    private final int tasks;

    /**
     * What a training asks of this driver.
     *
     * @param passes jobs per update
     * @param slots of the optimizer
     * @param copies of the parameters that a checkpoint and early stopping keep
     */
    public record Training(
            Preflight preflight, SparkContext spark, ExecutionConfig execution, int passes, int slots, int copies) {

        /**
         * Checks it. Nothing of the size of the network may be read or allocated before.
         *
         * @throws ConfigurationException naming the setting to change
         */
        public void require() {
            preflight.requireFile();
            preflight.requireHeap(Runtime.getRuntime().maxMemory(), slots, copies);
            // What is wrong with it is told now, not after the preparation.
            LocalTaskHoldTime.nanos(spark.conf());
            if (!SparkGradientSource.isInThisProcess(spark, execution)) {
                preflight.requireResultsFit(spark.conf(), passes);
            }
        }

        /** Bytes that the driver's heap must hold at once, at least. */
        public long driverBytes() {
            return preflight.heap(slots, copies);
        }
    }

    /**
     * Checks that one array holds what a layer makes of the examples of one shard, and the heap what all layers do.
     *
     * @param rows of a shard
     * @param heap bytes at most where it is computed
     * @throws ConfigurationException naming the settings to change
     */
    static void requireShard(long rows, Network network, long heap) {
        if (rows > Dimensions.MAX_VALUES / network.widest()) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train with %,d examples per shard: a layer makes %,d values of each, and one array holds"
                            + " %,d; lower training.batchSize or raise training.shards",
                    rows,
                    network.widest(),
                    Dimensions.MAX_VALUES));
        }
        long bytes = rows * network.valuesPerExample() * Float.BYTES;
        if (bytes > heap) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train in a driver of %s: the layers make %s of the %,d examples of a shard; lower"
                            + " training.batchSize, raise training.shards, or raise spark.driver.memory, with the"
                            + " launcher KINDLING_OPTS=-Xmx%dg",
                    megabytes(heap),
                    megabytes(bytes),
                    rows,
                    bytes / (700 * MEBIBYTE) + 1));
        }
    }

    /** What a training asks of this driver. */
    public static Training of(SparkContext spark, TrainingEngine engine, ExecutionConfig execution) {
        TrainingConfig training = engine.spec().training();
        BatchingConfig batching = training.batching();
        int slots = engine.optimizer().slotNames().size();
        int saved = execution.checkpoint().interval().isPresent() ? 1 + slots : 0;
        int best = training.validation().earlyStopping() == null ? 0 : 1;
        long cores = (long) spark.defaultParallelism() * batching.gradientAccumulation();
        int tasks = (int) Math.min(batching.shardsOrDerived(), cores);
        Preflight preflight = new Preflight(
                engine.network().parameters().length(),
                batching.shardsOrDerived(),
                tasks,
                execution.aggregationDepth());
        int passes = Math.min(batching.gradientAccumulation(), tasks);
        return new Training(preflight, spark, execution, passes, slots, saved + best);
    }

    /**
     * A training.
     *
     * @param parameters how many
     * @param shards logical shards an update
     * @param tasks that all jobs of an update spread them over
     * @param aggregationDepth above 1, results are merged on executors before they come to the driver
     */
    public Preflight(long parameters, int shards, int tasks, int aggregationDepth) {
        this.parameterBytes = parameters * Float.BYTES;
        this.shards = shards;
        this.tasks = TreeAggregation.fanIn(tasks, aggregationDepth);
    }

    /**
     * Checks that the gradients of one job may come back: each task returns the parts of the shard tree that cover its shards, each as large as the parameters.
     *
     * @param jobs that an update is spread over
     * @throws ConfigurationException naming the setting to change
     */
    public void requireResultsFit(SparkConf conf, int jobs) {
        long limit = conf.getSizeAsBytes(MAX_RESULT_SIZE, "1g");
        long needed = results(jobs);
        if (limit > 0 && needed > limit) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train with %s=%s: the gradients of one iteration come to %s; set it to %dm or to 0 for no"
                            + " limit, raise training.aggregationDepth, or lower training.shards",
                    MAX_RESULT_SIZE,
                    conf.get(MAX_RESULT_SIZE, "1g"),
                    megabytes(needed),
                    needed / MEBIBYTE + needed / (4 * MEBIBYTE) + 16));
        }
    }

    /**
     * Checks that the driver's heap holds what it must hold at once: parameters, their gradient, a broadcast of them, the optimizer's slots, and copies.
     *
     * @param heap bytes at most, by {@link Runtime#maxMemory}
     * @param slots of the optimizer
     * @param copies of parameters that early stopping and a checkpoint keep
     * @throws ConfigurationException naming the setting to change
     */
    public void requireHeap(long heap, int slots, int copies) {
        long needed = heap(slots, copies);
        if (needed > heap) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train in a driver of %s: %s of parameters, with their gradient, broadcast, %d slots of the"
                            + " optimizer and %d copies for checkpoints and early stopping, need more than %s; raise"
                            + " spark.driver.memory, with the launcher KINDLING_OPTS=-Xmx%dg",
                    megabytes(heap),
                    megabytes(parameterBytes),
                    slots,
                    copies,
                    megabytes(needed),
                    needed / (700 * MEBIBYTE) + 1));
        }
    }

    /**
     * Checks that the parameters fit into one file, as a model and a checkpoint have them.
     *
     * @throws ConfigurationException if they do not
     */
    void requireFile() {
        if (parameterBytes > MAX_FILE_BYTES) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Invalid network: %,d parameters (a file of parameters holds at most %,d; make the network smaller)",
                    parameterBytes / Float.BYTES,
                    MAX_FILE_BYTES / Float.BYTES));
        }
    }

    /** Bytes of parameters, their gradient, a broadcast of them, slots and copies. */
    public long heap(int slots, int copies) {
        return parameterBytes * (3L + slots + copies);
    }

    /** Bytes of gradients that the largest of the jobs of one update returns. */
    long results(int jobs) {
        long most = 0;
        for (int job = 0; job < jobs; job++) {
            long parts = 0;
            for (int task = (int) ((long) job * tasks / jobs); task < (long) (job + 1) * tasks / jobs; task++) {
                parts += parts((int) ((long) task * shards / tasks), (int) ((task + 1L) * shards / tasks));
            }
            most = Math.max(most, parts);
        }
        return most * parameterBytes;
    }

    /** Nodes of the shard tree that cover the shards {@code [from, to)}. */
    private int parts(int from, int to) {
        long end = to == shards ? Integer.highestOneBit(Math.max(1, shards - 1)) * 2L : to;
        int parts = 0;
        long at = from;
        while (at < to) {
            long size = at == 0 ? Long.highestOneBit(end) : Long.lowestOneBit(at);
            while (at + size > end) {
                size /= 2;
            }
            at += size;
            parts++;
        }
        return parts;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", (bytes + MEBIBYTE - 1) / MEBIBYTE);
    }
}

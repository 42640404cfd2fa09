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
 * Compares the memory that a training needs with the memory of the driver before data is read. The estimates are lower
 * bounds: a refused training could not have run, and an accepted one can still run out of memory.
 */
public final class Preflight {
    private static final String MAX_RESULT_SIZE = "spark.driver.maxResultSize";
    private static final long MEBIBYTE = 1 << 20;

    /** Size of one byte array without 1 MiB for the parameter names. */
    private static final long MAX_FILE_BYTES = Integer.MAX_VALUE - MEBIBYTE;

    private final long parameterBytes;
    private final int shards;
    private final int tasks;

    /**
     * The memory that a training needs on this driver.
     *
     * @param passes jobs per update
     * @param slots optimizer slots, each as large as the parameters
     * @param copies copies of the parameters for checkpoints and early stopping
     */
    public record Training(
            Preflight preflight, SparkContext spark, ExecutionConfig execution, int passes, int slots, int copies) {

        /**
         * Checks all limits. Call it before anything as large as the network is read or allocated.
         *
         * @throws ConfigurationException with the setting to change
         */
        public void require() {
            preflight.requireFile();
            preflight.requireHeap(Runtime.getRuntime().maxMemory(), slots, copies);
            // Report an invalid hold time now instead of after the data is prepared.
            LocalTaskHoldTime.nanos(spark.conf());
            if (!SparkGradientSource.isInThisProcess(spark, execution)) {
                preflight.requireResultsFit(spark.conf(), passes);
            }
        }

        /** Minimum number of bytes on the driver's heap. */
        public long driverBytes() {
            return preflight.heap(slots, copies);
        }
    }

    /**
     * Checks that the outputs of a layer for the examples of one shard fit into one array, and that the outputs of all
     * layers fit into the heap.
     *
     * @param rows examples of a shard
     * @param heap maximum heap in bytes of the computing process
     * @throws ConfigurationException with the settings to change
     */
    static void requireShard(long rows, Network network, long heap) {
        if (rows > Dimensions.MAX_VALUES / network.widest()) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train with %,d examples per shard: a layer has %,d outputs per example, and one array"
                            + " holds at most %,d values; lower training.batchSize or raise training.shards",
                    rows,
                    network.widest(),
                    Dimensions.MAX_VALUES));
        }
        long bytes = rows * network.valuesPerExample() * Float.BYTES;
        if (bytes > heap) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train in a driver of %s: the outputs of the layers need %s for the %,d examples of a"
                            + " shard; lower training.batchSize, raise training.shards, or raise spark.driver.memory, with the"
                            + " launcher KINDLING_OPTS=-Xmx%dg",
                    megabytes(heap),
                    megabytes(bytes),
                    rows,
                    bytes / (700 * MEBIBYTE) + 1));
        }
    }

    /** Returns the memory that a training needs on this driver. */
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
     * Creates the checks of a training.
     *
     * @param parameters number of parameters
     * @param shards logical shards per update
     * @param tasks tasks per update, over all of its jobs
     * @param aggregationDepth above 1, executors merge results before the driver receives them
     */
    public Preflight(long parameters, int shards, int tasks, int aggregationDepth) {
        this.parameterBytes = parameters * Float.BYTES;
        this.shards = shards;
        this.tasks = TreeAggregation.fanIn(tasks, aggregationDepth);
    }

    /**
     * Checks that Spark accepts the results of one job. Each task returns the nodes of the shard tree that cover its
     * shards, each as large as the parameters.
     *
     * @param jobs jobs per update
     * @throws ConfigurationException with the setting to change
     */
    public void requireResultsFit(SparkConf conf, int jobs) {
        long limit = conf.getSizeAsBytes(MAX_RESULT_SIZE, "1g");
        long needed = results(jobs);
        if (limit > 0 && needed > limit) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train with %s=%s: the gradients of one iteration need %s; set it to %dm, or to 0 for no"
                            + " limit, raise training.aggregationDepth, or lower training.shards",
                    MAX_RESULT_SIZE,
                    conf.get(MAX_RESULT_SIZE, "1g"),
                    megabytes(needed),
                    needed / MEBIBYTE + needed / (4 * MEBIBYTE) + 16));
        }
    }

    /**
     * Checks that the driver's heap can hold the parameters, their gradient, their broadcast, the optimizer state, and
     * copies.
     *
     * @param heap maximum heap in bytes, see {@link Runtime#maxMemory}
     * @param slots optimizer slots, each as large as the parameters
     * @param copies copies of the parameters for checkpoints and early stopping
     * @throws ConfigurationException with the setting to change
     */
    public void requireHeap(long heap, int slots, int copies) {
        long needed = heap(slots, copies);
        if (needed > heap) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot train in a driver of %s: %s of parameters, with their gradient, broadcast, %d optimizer"
                            + " slots and %d copies for checkpoints and early stopping, need more than %s; raise"
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
     * Checks that the parameters fit into one file of a model or checkpoint.
     *
     * @throws ConfigurationException if they do not fit
     */
    void requireFile() {
        if (parameterBytes > MAX_FILE_BYTES) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Invalid network: %,d parameters (must be at most %,d, the limit of a parameter file; use a smaller network)",
                    parameterBytes / Float.BYTES,
                    MAX_FILE_BYTES / Float.BYTES));
        }
    }

    /** Bytes of the parameters, their gradient, their broadcast, slots and copies. */
    public long heap(int slots, int copies) {
        return parameterBytes * (3L + slots + copies);
    }

    /** Bytes of gradients that the largest job of an update returns. */
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

    /** Number of nodes of the shard tree that cover the shards {@code [from, to)}. */
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

package io.kindling.driver.training;

import io.kindling.trainer.error.ConfigurationException;
import java.util.Locale;
import org.apache.spark.SparkConf;

/**
 * What a training will ask of the driver, compared with what the driver has, before anything is read or computed. Both are lower bounds: a training that is refused could not have run; one
 * that is not may still run short.
 */
public final class Preflight {
    private static final String MAX_RESULT_SIZE = "spark.driver.maxResultSize";
    private static final long MEBIBYTE = 1 << 20;

    private final long parameterBytes;
    private final int shards;
    private final int tasks;

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

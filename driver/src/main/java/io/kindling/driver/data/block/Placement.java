package io.kindling.driver.data.block;

import io.kindling.trainer.data.ChunkPlan;
import java.io.Serializable;

/**
 * Assigns blocks to tasks. Partition {@code chunk * tasks + task} holds the shards
 * {@code [task * shards / tasks, (task + 1) * shards / tasks)} of its chunk, which are consecutive examples. The
 * placement affects scheduling only, not the values.
 *
 * @param plan division of the examples into chunks and shards
 * @param tasksPerChunk at most the number of shards
 */
public record Placement(ChunkPlan plan, int tasksPerChunk) implements Serializable {
    public Placement {
        if (tasksPerChunk < 1 || tasksPerChunk > plan.shards()) {
            throw new IllegalArgumentException("Invalid tasksPerChunk: " + tasksPerChunk
                    + " (must be at least 1 and at most the " + plan.shards() + " shards)");
        }
    }

    /**
     * Returns the placement for a cluster.
     *
     * @param parallelism number of concurrent tasks
     * @param passes jobs per update
     */
    public static Placement of(ChunkPlan plan, int parallelism, int passes) {
        return new Placement(plan, (int) Math.min(plan.shards(), (long) parallelism * passes));
    }

    public int partitions() {
        return Math.multiplyExact(plan.chunks(), tasksPerChunk);
    }

    public int chunk(int partition) {
        return partition / tasksPerChunk;
    }

    /** First shard of a partition. */
    public int firstShard(int partition) {
        return firstShardOfTask(partition % tasksPerChunk);
    }

    /** End of the shards of a partition, exclusive. */
    public int endShard(int partition) {
        return firstShardOfTask(partition % tasksPerChunk + 1);
    }

    private int firstShardOfTask(int task) {
        return (int) ((long) task * plan.shards() / tasksPerChunk);
    }

    /** First example of a partition. */
    public long firstExample(int partition) {
        return plan.firstExample(chunk(partition), firstShard(partition));
    }

    /** End of the examples of a partition, exclusive. */
    public long endExample(int partition) {
        int last = endShard(partition) - 1;
        return plan.firstExample(chunk(partition), last) + plan.rows(chunk(partition), last);
    }

    /** Returns the partition that holds an example. */
    public int partition(long example) {
        int first = plan.chunk(example) * tasksPerChunk;
        int low = first;
        int high = first + tasksPerChunk - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (example < endExample(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}

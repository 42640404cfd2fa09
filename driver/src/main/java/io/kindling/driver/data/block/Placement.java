package io.kindling.driver.data.block;

import io.kindling.trainer.data.ChunkPlan;
import java.io.Serializable;

/**
 * Which task holds which blocks: partition {@code chunk tasks + task} holds the shards {@code [task shards / tasks, (task + 1) shards / tasks)} of its chunk, and so a range of
 * neighbouring examples. A matter of scheduling alone; no value depends on it.
 *
 * @param plan how the examples are cut
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
     * A placement for a cluster.
     *
     * @param parallelism tasks that run at once
     * @param passes jobs that an update is spread over
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

    /** First shard of a partition; its shards end where those of the next task begin. */
    public int firstShard(int partition) {
        return firstShardOfTask(partition % tasksPerChunk);
    }

    /** One more than the last shard of a partition. */
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

    /** One more than the last example of a partition. */
    public long endExample(int partition) {
        int last = endShard(partition) - 1;
        return plan.firstExample(chunk(partition), last) + plan.rows(chunk(partition), last);
    }

    /** The partition that holds an example. */
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

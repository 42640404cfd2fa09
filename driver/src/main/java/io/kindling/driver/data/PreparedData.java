package io.kindling.driver.data;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.data.row.Rejections;
import io.kindling.trainer.data.ChunkPlan;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** A data set in blocks. The executors keep the blocks in memory or on disk until the data set is closed. */
public final class PreparedData implements AutoCloseable {
    private final Placement placement;
    private final JavaRDD<ShardBlock> blocks;
    private final Facts facts;
    private final List<Broadcast<?>> held;

    /**
     * Facts about the examples.
     *
     * @param featureNames feature names
     * @param shape shape of an example
     * @param digest digest of all good examples of the source: equal for equal sets, in any order and any files
     * @param dropped bad rows that were dropped
     */
    public record Facts(List<String> featureNames, ExampleShape shape, String digest, Rejections dropped) {
        public Facts {
            featureNames = List.copyOf(featureNames);
        }
    }

    private PreparedData(Placement placement, JavaRDD<ShardBlock> blocks, Facts facts, List<Broadcast<?>> held) {
        this.placement = placement;
        this.blocks = blocks;
        this.facts = facts;
        this.held = held;
    }

    /**
     * Computes and persists the blocks, one chunk after another. The blocks of each chunk are spread over all
     * executors.
     *
     * @param facts facts about the source
     * @param held broadcasts that the blocks are computed from; destroyed when the blocks are freed
     */
    public static PreparedData keep(
            Placement placement, JavaRDD<ShardBlock> blocks, Facts facts, List<Broadcast<?>> held) {
        blocks.persist(StorageLevel.MEMORY_AND_DISK());
        PreparedData data = new PreparedData(placement, blocks, facts, held);
        // No catch: Scala throws checked exceptions that Java does not see.
        boolean kept = false;
        try {
            JavaRDD<Integer> touched = blocks.map(block -> block.block().rows());
            for (int chunk = 0; chunk < placement.plan().chunks(); chunk++) {
                touched.collectPartitions(data.partitions(chunk));
            }
            kept = true;
            return data;
        } finally {
            if (!kept) {
                data.close();
            }
        }
    }

    public ChunkPlan plan() {
        return placement.plan();
    }

    /** Returns the assignment of blocks to partitions. */
    public Placement placement() {
        return placement;
    }

    /**
     * Returns the blocks. Partition {@code chunk * tasksPerChunk + task} holds neighboring shards of its chunk, in
     * order.
     */
    public JavaRDD<ShardBlock> blocks() {
        return blocks;
    }

    /** Returns the numbers of the partitions of a chunk. One iteration runs on them. */
    public int[] partitions(int chunk) {
        int tasks = placement.tasksPerChunk();
        return IntStream.range(chunk * tasks, (chunk + 1) * tasks).toArray();
    }

    public long examples() {
        return plan().examples();
    }

    /** Returns the feature names. */
    public List<String> featureNames() {
        return facts.featureNames();
    }

    public int featureColumns() {
        return facts.featureNames().size();
    }

    /** Returns the number of targets per example. */
    public int targetColumns() {
        return facts.shape().targets();
    }

    /** Returns whether the examples have weights. */
    public boolean isWeighted() {
        return facts.shape().weighted();
    }

    /** Returns the digest of all good examples of the source: equal for equal sets, in any order and any files. */
    public String digest() {
        return facts.digest();
    }

    /** Returns the bad rows that were dropped. */
    public Rejections dropped() {
        return facts.dropped();
    }

    /** Frees the blocks on the executors. */
    @Override
    public void close() {
        blocks.unpersist(false);
        held.forEach(Broadcast::destroy);
    }
}

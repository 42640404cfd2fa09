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

/** One data set, cut into blocks that are kept on the executors, in memory or on their disks, until it is closed. */
public final class PreparedData implements AutoCloseable {
    private final Placement placement;
    private final JavaRDD<ShardBlock> blocks;
    private final Facts facts;
    private final List<Broadcast<?>> held;

    /**
     * What is known of the examples.
     *
     * @param featureNames one per feature
     * @param shape of an example
     * @param digest of all good examples of the source: equal for equal sets of examples, whatever their order and files
     * @param dropped bad rows that were left out
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
     * Computes and keeps the blocks, one chunk after another, so that the blocks of each chunk are spread over all executors.
     *
     * @param facts of the source
     * @param held what the blocks are computed from, destroyed when they are freed
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

    /** Which partition holds which blocks. */
    public Placement placement() {
        return placement;
    }

    /** The blocks: partition {@code chunk tasksPerChunk + task} holds neighbouring shards of its chunk, in order. */
    public JavaRDD<ShardBlock> blocks() {
        return blocks;
    }

    /** Numbers of the partitions that hold a chunk: what an iteration runs on. */
    public int[] partitions(int chunk) {
        int tasks = placement.tasksPerChunk();
        return IntStream.range(chunk * tasks, (chunk + 1) * tasks).toArray();
    }

    public long examples() {
        return plan().examples();
    }

    /** One name a feature. */
    public List<String> featureNames() {
        return facts.featureNames();
    }

    public int featureColumns() {
        return facts.featureNames().size();
    }

    /** Targets an example. */
    public int targetColumns() {
        return facts.shape().targets();
    }

    /** Whether examples carry a weight. */
    public boolean isWeighted() {
        return facts.shape().weighted();
    }

    /** Of all good examples of the source: equal for equal sets of examples, whatever their order and files. */
    public String digest() {
        return facts.digest();
    }

    /** Bad rows that were left out. */
    public Rejections dropped() {
        return facts.dropped();
    }

    /** Frees what the executors keep. */
    @Override
    public void close() {
        blocks.unpersist(false);
        held.forEach(Broadcast::destroy);
    }
}

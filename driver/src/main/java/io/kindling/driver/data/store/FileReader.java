package io.kindling.driver.data.store;

import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.loss.LossFunction;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads the blocks of a partition from the files of a data set, on the executors. Needs no shuffle for any batch size
 * or number of shards.
 */
final class FileReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final Placement placement;
    private final ExampleShape shape;
    private final int fileRows;
    private final int segmentRows;
    private final LossFunction loss;
    private final int outputs;
    private final Broadcast<String[]> files;
    private final Broadcast<SerializableConfiguration> hadoop;

    /**
     * Creates a reader of one data set.
     *
     * @param requirements its loss validates the targets
     * @param files file names, in the order of their examples
     */
    FileReader(
            String location,
            Placement placement,
            StoredSet set,
            DataRequirements requirements,
            Broadcast<String[]> files,
            Broadcast<SerializableConfiguration> hadoop) {
        this.location = location;
        this.placement = placement;
        this.shape = set.shape();
        this.fileRows = set.fileRows();
        this.segmentRows = set.segmentRows();
        this.loss = requirements.loss();
        this.outputs = requirements.outputs();
        this.files = files;
        this.hadoop = hadoop;
    }

    /** Returns the blocks of a partition. */
    Iterator<ShardBlock> read(int partition) {
        int chunk = placement.chunk(partition);
        List<ShardBlock> blocks = new ArrayList<>();
        for (int shard = placement.firstShard(partition); shard < placement.endShard(partition); shard++) {
            Block block = shape.block(placement.plan().rows(chunk, shard));
            fill(block, placement.plan().firstExample(chunk, shard));
            for (float target : block.targets()) {
                loss.validateTarget(target, outputs);
            }
            blocks.add(new ShardBlock(chunk, shard, block));
        }
        return blocks.iterator();
    }

    private void fill(Block block, long first) {
        int at = 0;
        while (at < block.rows()) {
            int file = (int) ((first + at) / fileRows);
            int from = (int) (first + at - (long) file * fileRows);
            int rows = (int) Math.min(fileRows, placement.plan().examples() - (long) file * fileRows);
            int n = Math.min(rows - from, block.rows() - at);
            read(new BlockFile(rows, shape, segmentRows), files.value()[file], from, from + n, block, at);
            at += n;
        }
    }

    private void read(BlockFile layout, String name, int from, int to, Block block, int at) {
        Path path = new Path(location, name);
        try {
            FileSystem fileSystem = path.getFileSystem(hadoop.value().value());
            long length = fileSystem.getFileStatus(path).getLen();
            if (length != layout.length()) {
                throw new StorageException(
                        "Cannot read " + path + ": " + length + " bytes (must be " + layout.length() + ")");
            }
            try (FSDataInputStream in = fileSystem.open(path)) {
                layout.read(in, path.toString(), from, to, block, at);
            }
        } catch (IOException e) {
            throw new StorageException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}

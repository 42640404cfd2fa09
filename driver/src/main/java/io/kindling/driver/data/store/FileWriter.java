package io.kindling.driver.data.store;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple3;

/** Writes each block of a data set to its own file, on the executors. */
final class FileWriter implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final String set;
    private final int segmentRows;
    private final Broadcast<SerializableConfiguration> hadoop;

    FileWriter(String location, String set, int segmentRows, Broadcast<SerializableConfiguration> hadoop) {
        this.location = location;
        this.set = set;
        this.segmentRows = segmentRows;
        this.hadoop = hadoop;
    }

    /**
     * Writes the block of a partition to a file whose name is unique to the task attempt. Returns name, length and
     * SHA-256.
     */
    Iterator<Tuple3<String, Long, String>> write(int partition, Iterator<ShardBlock> blocks) {
        Block block = blocks.next().block();
        ExampleShape shape = new ExampleShape(block.featureColumns(), block.targetColumns(), block.weights() != null);
        BlockFile file = new BlockFile(block.rows(), shape, segmentRows);
        String name = set + "-" + partition + "-" + TaskContext.get().taskAttemptId() + ".block";
        MessageDigest digest = Digest.sha256();
        Folder folder = Folder.of(location, hadoop.value().value());
        try (OutputStream out =
                new BufferedOutputStream(new DigestOutputStream(folder.create(name), digest), 1 << 16)) {
            file.write(block, out);
        } catch (IOException e) {
            throw new StorageException("Cannot write " + location + "/" + name + ": " + e.getMessage(), e);
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        return List.of(new Tuple3<>(name, file.length(), sha256)).iterator();
    }
}

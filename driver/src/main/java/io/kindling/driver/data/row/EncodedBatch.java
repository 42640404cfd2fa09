package io.kindling.driver.data.row;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ContentHash;
import java.io.Serializable;

/** Some examples as they were read, the hash of each, and the rows between them that could not be used. */
public final class EncodedBatch implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Block block;
    private final long[] hashes;
    private final Rejections rejections;

    EncodedBatch(Block block, Rejections rejections) {
        this(block, ContentHash.of(block), rejections);
    }

    /** A batch over parts that are kept, not copied: for reading from the wire. */
    public EncodedBatch(Block block, long[] hashes, Rejections rejections) {
        this.block = block;
        this.hashes = hashes;
        this.rejections = rejections;
    }

    public Block block() {
        return block;
    }

    /** {@link ContentHash} of every row. */
    public long[] hashes() {
        return hashes;
    }

    public Rejections rejections() {
        return rejections;
    }
}

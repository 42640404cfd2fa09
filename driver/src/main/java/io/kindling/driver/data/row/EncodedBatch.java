package io.kindling.driver.data.row;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ContentHash;
import java.io.Serializable;

/** A batch of examples with their hashes, and the bad rows among them. */
public final class EncodedBatch implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Block block;
    private final long[] hashes;
    private final Rejections rejections;

    EncodedBatch(Block block, Rejections rejections) {
        this(block, ContentHash.of(block), rejections);
    }

    /** Creates a batch for deserialization. The arguments are not copied. */
    public EncodedBatch(Block block, long[] hashes, Rejections rejections) {
        this.block = block;
        this.hashes = hashes;
        this.rejections = rejections;
    }

    public Block block() {
        return block;
    }

    /** {@link ContentHash} of each row. */
    public long[] hashes() {
        return hashes;
    }

    public Rejections rejections() {
        return rejections;
    }
}

package io.kindling.driver.data.block;

import io.kindling.trainer.data.Block;
import java.io.Serializable;

/** The block of one shard of one chunk, from which a task computes a gradient. Can be empty. */
public final class ShardBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int chunk;
    private final int shard;
    private final Block block;

    public ShardBlock(int chunk, int shard, Block block) {
        this.chunk = chunk;
        this.shard = shard;
        this.block = block;
    }

    public int chunk() {
        return chunk;
    }

    public int shard() {
        return shard;
    }

    public Block block() {
        return block;
    }
}

package io.kindling.driver.data;

import io.kindling.trainer.data.Block;

/** The block of one shard of one chunk: what a task computes gradients from. May hold no rows. */
public final class ShardBlock {
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

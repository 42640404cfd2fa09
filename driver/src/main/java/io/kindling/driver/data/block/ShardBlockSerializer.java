package io.kindling.driver.data.block;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.trainer.data.Block;

/** Serializes a {@link ShardBlock}: chunk, shard, block. */
public final class ShardBlockSerializer extends Serializer<ShardBlock> {

    @Override
    public void write(Kryo kryo, Output output, ShardBlock shardBlock) {
        output.writeInt(shardBlock.chunk());
        output.writeInt(shardBlock.shard());
        kryo.writeObject(output, shardBlock.block());
    }

    @Override
    public ShardBlock read(Kryo kryo, Input input, Class<ShardBlock> type) {
        int chunk = input.readInt();
        int shard = input.readInt();
        return new ShardBlock(chunk, shard, kryo.readObject(input, Block.class));
    }
}

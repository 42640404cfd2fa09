package io.kindling.driver.data.row;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.serialization.Bulk;
import io.kindling.trainer.data.Block;

/** Serializes an {@link EncodedBatch}: block, hashes, rejections. */
public final class EncodedBatchSerializer extends Serializer<EncodedBatch> {

    @Override
    public void write(Kryo kryo, Output output, EncodedBatch batch) {
        kryo.writeObject(output, batch.block());
        Bulk.writeLongs(output, batch.hashes());
        kryo.writeObject(output, batch.rejections());
    }

    @Override
    public EncodedBatch read(Kryo kryo, Input input, Class<EncodedBatch> type) {
        Block block = kryo.readObject(input, Block.class);
        long[] hashes = Bulk.readLongs(input);
        return new EncodedBatch(block, hashes, kryo.readObject(input, Rejections.class));
    }
}

package io.kindling.driver.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.trainer.data.Block;

/** Serializes a {@link Block}: rows, columns, then the three arrays. */
public final class BlockSerializer extends Serializer<Block> {

    @Override
    public void write(Kryo kryo, Output output, Block block) {
        output.writeInt(block.rows());
        output.writeInt(block.featureColumns());
        output.writeInt(block.targetColumns());
        Bulk.writeFloats(output, block.features());
        Bulk.writeFloats(output, block.targets());
        Bulk.writeFloats(output, block.weights());
    }

    @Override
    public Block read(Kryo kryo, Input input, Class<Block> type) {
        int rows = input.readInt();
        int featureColumns = input.readInt();
        int targetColumns = input.readInt();
        float[] features = Bulk.readFloats(input);
        float[] targets = Bulk.readFloats(input);
        return new Block(rows, featureColumns, targetColumns, features, targets, Bulk.readFloats(input));
    }
}

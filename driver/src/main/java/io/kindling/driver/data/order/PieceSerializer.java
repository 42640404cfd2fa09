package io.kindling.driver.data.order;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.trainer.data.Block;

/** Serializes a {@link Piece}: number of the first example, block. */
public final class PieceSerializer extends Serializer<Piece> {

    @Override
    public void write(Kryo kryo, Output output, Piece piece) {
        output.writeLong(piece.first());
        kryo.writeObject(output, piece.block());
    }

    @Override
    public Piece read(Kryo kryo, Input input, Class<Piece> type) {
        long first = input.readLong();
        return new Piece(first, kryo.readObject(input, Block.class));
    }
}

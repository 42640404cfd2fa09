package io.kindling.driver.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Serializes a {@link Description}: its length and bytes. */
public final class DescriptionSerializer extends Serializer<Description<?>> {

    @Override
    public void write(Kryo kryo, Output output, Description<?> description) {
        output.writeInt(description.bytes().length);
        output.writeBytes(description.bytes());
    }

    @Override
    public Description<?> read(Kryo kryo, Input input, Class<Description<?>> type) {
        return new Description<>(input.readBytes(input.readInt()));
    }
}

package io.kindling.driver.data.order;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.serialization.Bulk;

/** Serializes a {@link KeyedExample}: key, values. */
public final class KeyedExampleSerializer extends Serializer<KeyedExample> {

    @Override
    public void write(Kryo kryo, Output output, KeyedExample example) {
        output.writeLong(example.key());
        Bulk.writeFloats(output, example.values());
    }

    @Override
    public KeyedExample read(Kryo kryo, Input input, Class<KeyedExample> type) {
        long key = input.readLong();
        return new KeyedExample(key, Bulk.readFloats(input));
    }
}

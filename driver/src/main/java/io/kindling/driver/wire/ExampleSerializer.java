package io.kindling.driver.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.data.order.Example;

/** {@link Example}: key, values. */
final class ExampleSerializer extends Serializer<Example> {

    @Override
    public void write(Kryo kryo, Output output, Example example) {
        output.writeLong(example.key());
        Bulk.writeFloats(output, example.values());
    }

    @Override
    public Example read(Kryo kryo, Input input, Class<Example> type) {
        long key = input.readLong();
        return new Example(key, Bulk.readFloats(input));
    }
}

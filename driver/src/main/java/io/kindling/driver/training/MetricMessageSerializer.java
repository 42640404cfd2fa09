package io.kindling.driver.training;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.serialization.Bulk;

/** Serializes {@link MetricMessage} with bulk array writes. */
public final class MetricMessageSerializer extends Serializer<MetricMessage> {

    @Override
    public void write(Kryo kryo, Output output, MetricMessage message) {
        output.writeInt(message.chunk());
        output.writeInt(message.shard());
        Bulk.writeDoubles(output, message.sums());
    }

    @Override
    public MetricMessage read(Kryo kryo, Input input, Class<MetricMessage> type) {
        return new MetricMessage(input.readInt(), input.readInt(), Bulk.readDoubles(input));
    }
}

package io.kindling.driver.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.wire.GradientMessage.GradientSums;

/** {@link GradientMessage} in bulk. */
final class GradientMessageSerializer extends Serializer<GradientMessage> {

    @Override
    public void write(Kryo kryo, Output output, GradientMessage message) {
        output.writeInt(message.level());
        output.writeInt(message.index());
        GradientSums sums = message.sums();
        output.writeBoolean(sums != null);
        if (sums != null) {
            Bulk.writeFloats(output, sums.gradient());
            Bulk.writeDoubles(output, sums.moments());
            Bulk.writeDoubles(output, sums.metrics());
            output.writeDouble(sums.loss());
            output.writeDouble(sums.divisor());
            output.writeLong(sums.examples());
            output.writeInt(sums.nonFiniteShard());
        }
    }

    @Override
    public GradientMessage read(Kryo kryo, Input input, Class<GradientMessage> type) {
        int level = input.readInt();
        int index = input.readInt();
        if (!input.readBoolean()) {
            return new GradientMessage(level, index, null);
        }
        GradientSums sums = new GradientSums(
                Bulk.readFloats(input),
                Bulk.readDoubles(input),
                Bulk.readDoubles(input),
                input.readDouble(),
                input.readDouble(),
                input.readLong(),
                input.readInt());
        return new GradientMessage(level, index, sums);
    }
}

package io.kindling.driver.training;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.serialization.Bulk;
import io.kindling.driver.training.GradientMessage.GradientSums;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.math.FloatFormat;

/** Serializes {@link GradientMessage} with bulk array writes. */
public final class GradientMessageSerializer extends Serializer<GradientMessage> {

    @Override
    public void write(Kryo kryo, Output output, GradientMessage message) {
        output.writeInt(message.level());
        output.writeInt(message.index());
        output.writeString(message.format().name());
        GradientSums sums = message.sums();
        output.writeBoolean(sums != null);
        if (sums != null) {
            Bulk.writeFloats(output, sums.gradient(), message.format());
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
        FloatFormat format = FloatFormat.valueOf(input.readString());
        if (!input.readBoolean()) {
            return new GradientMessage(level, index, format, null);
        }
        GradientSums sums = new GradientSums(
                Bulk.readFloats(input, format),
                Bulk.readDoubles(input),
                Bulk.readDoubles(input),
                new LossSum(input.readDouble(), input.readDouble()),
                input.readLong(),
                input.readInt());
        return new GradientMessage(level, index, format, sums);
    }
}

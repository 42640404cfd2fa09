package io.kindling.driver.training;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.driver.training.GradientResult.Times;
import java.util.ArrayList;
import java.util.List;

/** Serializes {@link GradientResult} with bulk array writes, and adds the time that serialization takes. */
public final class GradientResultSerializer extends Serializer<GradientResult> {

    @Override
    public void write(Kryo kryo, Output output, GradientResult result) {
        long began = System.nanoTime();
        output.writeString(result.backend());
        output.writeInt(result.nodes().size());
        for (GradientMessage node : result.nodes()) {
            kryo.writeObject(output, node);
        }
        result.written();
        output.writeLong(result.times().model());
        output.writeLong(result.times().compute());
        output.writeLong(result.times().serialise() + System.nanoTime() - began);
    }

    @Override
    public GradientResult read(Kryo kryo, Input input, Class<GradientResult> type) {
        long began = System.nanoTime();
        String backend = input.readString();
        int count = input.readInt();
        List<GradientMessage> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(kryo.readObject(input, GradientMessage.class));
        }
        Times sent = new Times(input.readLong(), input.readLong(), input.readLong());
        Times times = new Times(sent.model(), sent.compute(), sent.serialise() + System.nanoTime() - began);
        return new GradientResult(nodes, backend, times, () -> {});
    }
}

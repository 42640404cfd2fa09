package io.kindling.driver.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.trainer.network.ModelState;

/** Serializes a {@link ModelState}: parameters, buffers. */
public final class ModelStateSerializer extends Serializer<ModelState> {

    @Override
    public void write(Kryo kryo, Output output, ModelState model) {
        Bulk.writeFloats(output, model.parameters());
        Bulk.writeFloats(output, model.buffers());
    }

    @Override
    public ModelState read(Kryo kryo, Input input, Class<ModelState> type) {
        return new ModelState(Bulk.readFloats(input), Bulk.readFloats(input));
    }
}

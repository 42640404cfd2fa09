package io.kindling.driver.training;

import io.kindling.trainer.network.ModelState;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sends the model to the tasks of one gradient. A small model is part of the task, which saves a broadcast. A larger
 * model is broadcast, and destroyed on close.
 */
public final class ModelBroadcast implements Serializable, AutoCloseable {
    /**
     * Maximum number of values sent inside the task. Above it, a broadcast is as fast on one machine and faster on a
     * cluster.
     */
    public static final int MAX_INLINE_VALUES = 1 << 16;

    private static final long serialVersionUID = 1L;

    private final int parameters;
    private final byte[] inline;
    private final Broadcast<ModelState> broadcast;

    private ModelBroadcast(int parameters, byte[] inline, Broadcast<ModelState> broadcast) {
        this.parameters = parameters;
        this.inline = inline;
        this.broadcast = broadcast;
    }

    /**
     * Sends a model.
     *
     * @param model must not be modified until this object is closed
     */
    static ModelBroadcast of(JavaSparkContext spark, ModelState model) {
        int parameters = model.parameters().length;
        int length = parameters + model.buffers().length;
        if (length > MAX_INLINE_VALUES) {
            return new ModelBroadcast(parameters, null, spark.broadcast(model));
        }
        byte[] bytes = new byte[length * Float.BYTES];
        floats(bytes).put(model.parameters()).put(model.buffers());
        return new ModelBroadcast(parameters, bytes, null);
    }

    private static FloatBuffer floats(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    /** Returns the model; read only. */
    ModelState value() {
        if (broadcast != null) {
            return broadcast.value();
        }
        FloatBuffer floats = floats(inline);
        float[] parameterValues = new float[parameters];
        float[] bufferValues = new float[floats.remaining() - parameters];
        floats.get(parameterValues).get(bufferValues);
        return new ModelState(parameterValues, bufferValues);
    }

    @Override
    public void close() {
        if (broadcast != null) {
            broadcast.destroy();
        }
    }
}

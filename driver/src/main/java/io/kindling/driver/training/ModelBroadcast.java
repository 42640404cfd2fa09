package io.kindling.driver.training;

import io.kindling.trainer.network.ModelState;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The model on its way to the tasks of one gradient: a small one travels inside the task, which saves a broadcast; a larger one is broadcast, and destroyed when closed.
 */
public final class ModelBroadcast implements Serializable, AutoCloseable {
    /** Above as many numbers a broadcast is as fast on one machine, and faster on a cluster. */
    public static final int INSIDE_THE_TASK = 1 << 16;

    private static final long serialVersionUID = 1L;

    private final int parameters;
    private final byte[] inside;
    private final Broadcast<ModelState> broadcast;

    private ModelBroadcast(int parameters, byte[] inside, Broadcast<ModelState> broadcast) {
        this.parameters = parameters;
        this.inside = inside;
        this.broadcast = broadcast;
    }

    /**
     * Sends a model.
     *
     * @param model must not be written to until this is closed
     */
    static ModelBroadcast of(JavaSparkContext spark, ModelState model) {
        int parameters = model.parameters().length;
        int length = parameters + model.buffers().length;
        if (length > INSIDE_THE_TASK) {
            return new ModelBroadcast(parameters, null, spark.broadcast(model));
        }
        byte[] bytes = new byte[length * Float.BYTES];
        floats(bytes).put(model.parameters()).put(model.buffers());
        return new ModelBroadcast(parameters, bytes, null);
    }

    private static FloatBuffer floats(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    /** The model, which must not be written to. */
    ModelState value() {
        if (broadcast != null) {
            return broadcast.value();
        }
        FloatBuffer floats = floats(inside);
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

package io.kindling.trainer.network;

import io.kindling.trainer.format.Digest;
import java.io.Serializable;

/** The numbers of a model: parameters, which get gradients, apart from buffers, which get merged. The arrays are kept, not copied. */
public final class ModelState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] parameters;
    private final float[] buffers;

    /**
     * Numbers of a model.
     *
     * @param parameters flat, by the network's parameter layout
     * @param buffers flat, by its buffer layout
     */
    public ModelState(float[] parameters, float[] buffers) {
        this.parameters = parameters;
        this.buffers = buffers;
    }

    public float[] parameters() {
        return parameters;
    }

    public float[] buffers() {
        return buffers;
    }

    /** SHA-256, in hex, of the little-endian float32 parameters followed by the buffers: equal for models of equal bits. */
    public String digest() {
        return Digest.ofFloats(parameters, buffers);
    }

    /** A copy that shares no array. */
    public ModelState copy() {
        return new ModelState(parameters.clone(), buffers.clone());
    }
}

package io.kindling.trainer.network;

import io.kindling.trainer.format.Digest;
import java.io.Serializable;

/**
 * Parameters and buffers of a model. Parameters have gradients; buffers, such as running statistics, are merged. The
 * arrays are kept, not copied.
 */
public final class ModelState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] parameters;
    private final float[] buffers;

    /** Creates a model state.
     *
     * @param parameters flat array in the network's parameter layout
     * @param buffers flat array in the network's buffer layout
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

    /**
     * SHA-256, in hex, of the little-endian float32 parameters followed by the buffers. Bit-identical models have the
     * same digest.
     */
    public String digest() {
        return Digest.ofFloats(parameters, buffers);
    }

    /** A deep copy. */
    public ModelState copy() {
        return new ModelState(parameters.clone(), buffers.clone());
    }
}

package io.kindling.trainer.layer;

/**
 * A layer bound to a network: offsets and extents, without parameter values. Thread-safe: a call only accesses its
 * arguments. Arrays start at index 0 and can be longer than their n examples.
 */
public interface Layer {

    /**
     * Forward pass. Reads {@code x} and the parameters and buffers of the pass, and overwrites {@code y}. Can store
     * values for backward in the workspace of the pass. In training mode, a normalization layer also writes its
     * moments.
     *
     * @param x n examples of the input shape
     * @param y n examples of the output shape
     */
    void forward(Pass pass, float[] x, float[] y, int n);

    /**
     * Backward pass (vector-Jacobian product). Reads {@code x} and {@code y} of the forward pass and {@code dy},
     * overwrites {@code dx}, and adds to the layer's slices of the gradient of the pass. Call it after forward with the
     * same n examples on the same pass.
     *
     * @param dx n examples of the input shape, or null to skip it
     */
    void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n);
}

package io.kindling.trainer.layer;

/**
 * A layer bound to its place in a network: offsets and extents, no numbers. One instance serves any number of threads at once; what a call
 * may touch comes in through its arguments. Arrays start at index 0 and may be longer than the n examples they hold.
 */
public interface Layer {

    /**
     * Reads {@code x} and the parameters and buffers of the pass, overwrites {@code y}; may keep what backward needs in the workspace of the pass. In
     * training mode a normalisation layer also writes its moments.
     *
     * @param x n examples of the input shape
     * @param y n examples of the output shape
     */
    void forward(Pass pass, float[] x, float[] y, int n);

    /**
     * Vector-Jacobian product. Reads {@code x}, {@code y} (both as forward left them) and {@code dy}, overwrites {@code dx}, adds to the layer's slices of
     * the gradient of the pass. Comes after forward of the same n examples on the same pass.
     *
     * @param dx n examples of the input shape, or null when nobody asks for it
     */
    void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n);
}

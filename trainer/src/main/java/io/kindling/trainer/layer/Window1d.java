package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * Kernel size, stride, padding and dilation of a 1D convolution.
 *
 * @param kernelSize taps of the kernel
 * @param stride distance between windows; default 1
 * @param padding zero padding at each end; default 0
 * @param dilation distance between taps; default 1
 */
public record Window1d(int kernelSize, int stride, int padding, int dilation) implements Serializable {
    public Window1d(int kernelSize) {
        this(kernelSize, 1, 0, 1);
    }

    /**
     * Validates the values.
     *
     * @param layer name of the layer in errors
     */
    void validate(String layer) {
        Dimensions.positive(layer + ".kernelSize", kernelSize);
        Dimensions.positive(layer + ".stride", stride);
        Dimensions.atLeast(0, layer + ".padding", padding);
        Dimensions.positive(layer + ".dilation", dilation);
    }
}

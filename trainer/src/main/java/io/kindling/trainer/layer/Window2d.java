package io.kindling.trainer.layer;

import java.io.Serializable;

/**
 * Kernel size, stride, padding and dilation of a 2D convolution.
 *
 * @param kernelSize taps of the kernel on each axis
 * @param stride distance between windows; default 1
 * @param padding zero padding at each side; default 0
 * @param dilation distance between taps; default 1
 */
public record Window2d(Extent2 kernelSize, Extent2 stride, Extent2 padding, Extent2 dilation) implements Serializable {
    public Window2d(Extent2 kernelSize) {
        this(kernelSize, new Extent2(1), new Extent2(0), new Extent2(1));
    }

    /**
     * Validates the values.
     *
     * @param layer name of the layer in errors
     */
    void validate(String layer) {
        kernelSize.atLeast(1, layer + ".kernelSize");
        stride.atLeast(1, layer + ".stride");
        padding.atLeast(0, layer + ".padding");
        dilation.atLeast(1, layer + ".dilation");
    }
}

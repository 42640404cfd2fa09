package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * Where a kernel is placed over a signal.
 *
 * @param kernelSize taps along the signal
 * @param stride distance between windows; default 1
 * @param padding zeros at each end; default 0
 * @param dilation distance between taps; default 1
 */
public record Window1d(int kernelSize, int stride, int padding, int dilation) implements Serializable {
    public Window1d(int kernelSize) {
        this(kernelSize, 1, 0, 1);
    }

    /**
     * Checks the numbers.
     *
     * @param layer whose keys errors name
     */
    void validate(String layer) {
        Dimensions.positive(layer + ".kernelSize", kernelSize);
        Dimensions.positive(layer + ".stride", stride);
        Dimensions.atLeast(0, layer + ".padding", padding);
        Dimensions.positive(layer + ".dilation", dilation);
    }
}

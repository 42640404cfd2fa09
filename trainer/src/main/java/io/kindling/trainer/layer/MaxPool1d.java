package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import java.util.List;

/**
 * Maximum over a sliding window: (N, C, L) to (N, C, L'). Padding is never the maximum; NaN always is. The first
 * maximum of a window receives the whole gradient.
 *
 * @param kernelSize length of the window
 * @param stride distance between windows; default kernelSize
 * @param padding padding at each end, at most half of the kernel; default 0
 * @param ceilMode whether to round the output size up instead of down; every window starts inside the input or the left
 *     padding; default false
 */
public record MaxPool1d(int kernelSize, int stride, int padding, boolean ceilMode) implements LayerSpec {
    public MaxPool1d {
        Dimensions.positive("maxPool1d.kernelSize", kernelSize);
        Dimensions.positive("maxPool1d.stride", stride);
        Dimensions.atLeast(0, "maxPool1d.padding", padding);
        WindowAxis.atMostHalf("maxPool1d.padding", padding, kernelSize);
    }

    public MaxPool1d(int kernelSize) {
        this(kernelSize, kernelSize, 0, false);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Signal signal)) {
            throw LayerSpec.cannotApply(this, input, "it requires a signal (C, L)");
        }
        int length = window(signal).out();
        if (length < 1) {
            throw LayerSpec.cannotApply(this, input, "reduce kernelSize");
        }
        return new Signal(signal.channels(), length);
    }

    private WindowAxis window(Signal input) {
        return WindowAxis.pooling(input.length(), kernelSize, stride, padding, ceilMode);
    }

    @Override
    public Layer bind(Binding binding) {
        Signal input = (Signal) binding.input();
        return new MaxPoolLayer(binding.id(), input.channels(), WindowAxis.SINGLE, window(input));
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("MaxPool", List.of(x), WindowAxis.attributes(window((Signal) scope.input())));
    }
}

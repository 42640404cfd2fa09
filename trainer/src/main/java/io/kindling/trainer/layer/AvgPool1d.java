package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;

/**
 * Mean over a sliding window: (N, C, L) to (N, C, L').
 *
 * @param kernelSize length of the window
 * @param stride distance between windows; default kernelSize
 * @param padding zero padding at each end, at most half of the kernel; default 0
 * @param ceilMode whether to round the output size up instead of down. Every window starts inside the input or the left
 *     padding; cells beyond the right padding never count. Default false
 * @param countIncludePad whether the padding counts in the divisor; default true
 */
public record AvgPool1d(int kernelSize, int stride, int padding, boolean ceilMode, boolean countIncludePad)
        implements LayerSpec {
    public AvgPool1d {
        Dimensions.positive("avgPool1d.kernelSize", kernelSize);
        Dimensions.positive("avgPool1d.stride", stride);
        Dimensions.atLeast(0, "avgPool1d.padding", padding);
        WindowAxis.atMostHalf("avgPool1d.padding", padding, kernelSize);
    }

    public AvgPool1d(int kernelSize) {
        this(kernelSize, kernelSize, 0, false, true);
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
        return new AvgPoolLayer(input.channels(), WindowAxis.SINGLE, window(input), countIncludePad);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return AvgPoolLayer.export(scope, x, countIncludePad, window((Signal) scope.input()));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;

/**
 * Mean over a sliding window: (N, C, H, W) to (N, C, H', W').
 *
 * @param kernelSize size of the window
 * @param stride distance between windows; default kernelSize
 * @param padding zero padding at each side, at most half of the kernel; default 0
 * @param ceilMode whether to round the output size up instead of down. Every window starts inside the input or the left
 *     or top padding; cells beyond the right or bottom padding never count. Default false
 * @param countIncludePad whether the padding counts in the divisor; default true
 */
public record AvgPool2d(Extent2 kernelSize, Extent2 stride, Extent2 padding, boolean ceilMode, boolean countIncludePad)
        implements LayerSpec {
    public AvgPool2d {
        kernelSize.atLeast(1, "avgPool2d.kernelSize");
        stride.atLeast(1, "avgPool2d.stride");
        padding.atLeast(0, "avgPool2d.padding");
        WindowAxis.atMostHalf("avgPool2d.padding.height", padding.height(), kernelSize.height());
        WindowAxis.atMostHalf("avgPool2d.padding.width", padding.width(), kernelSize.width());
    }

    public AvgPool2d(Extent2 kernelSize) {
        this(kernelSize, kernelSize, new Extent2(0), false, true);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Image image)) {
            throw LayerSpec.cannotApply(this, input, "it requires an image (C, H, W)");
        }
        int height = rows(image).out();
        int width = columns(image).out();
        if (height < 1 || width < 1) {
            throw LayerSpec.cannotApply(this, input, "reduce kernelSize");
        }
        return new Image(image.channels(), height, width);
    }

    private WindowAxis rows(Image input) {
        return WindowAxis.pooling(input.height(), kernelSize.height(), stride.height(), padding.height(), ceilMode);
    }

    private WindowAxis columns(Image input) {
        return WindowAxis.pooling(input.width(), kernelSize.width(), stride.width(), padding.width(), ceilMode);
    }

    @Override
    public Layer bind(Binding binding) {
        Image input = (Image) binding.input();
        return new AvgPoolLayer(input.channels(), rows(input), columns(input), countIncludePad);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        Image image = (Image) scope.input();
        return AvgPoolLayer.export(scope, x, countIncludePad, rows(image), columns(image));
    }
}

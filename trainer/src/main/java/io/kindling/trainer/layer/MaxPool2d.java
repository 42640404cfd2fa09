package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import java.util.List;

/**
 * Maximum over a sliding window: (N, C, H, W) to (N, C, H', W'). Padding is never the maximum; NaN always is. The first
 * maximum of a window in row-major order receives the whole gradient.
 *
 * @param kernelSize size of the window
 * @param stride distance between windows; default kernelSize
 * @param padding padding at each side, at most half of the kernel; default 0
 * @param ceilMode whether to round the output size up instead of down; every window starts inside the input or the left
 *     or top padding; default false
 */
public record MaxPool2d(Extent2 kernelSize, Extent2 stride, Extent2 padding, boolean ceilMode) implements LayerSpec {
    public MaxPool2d {
        kernelSize.atLeast(1, "maxPool2d.kernelSize");
        stride.atLeast(1, "maxPool2d.stride");
        padding.atLeast(0, "maxPool2d.padding");
        WindowAxis.atMostHalf("maxPool2d.padding.height", padding.height(), kernelSize.height());
        WindowAxis.atMostHalf("maxPool2d.padding.width", padding.width(), kernelSize.width());
    }

    public MaxPool2d(Extent2 kernelSize) {
        this(kernelSize, kernelSize, new Extent2(0), false);
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
        return new MaxPoolLayer(binding.id(), input.channels(), rows(input), columns(input));
    }

    @Override
    public String export(OnnxScope scope, String x) {
        Image image = (Image) scope.input();
        return scope.node("MaxPool", List.of(x), WindowAxis.attributes(rows(image), columns(image)));
    }
}

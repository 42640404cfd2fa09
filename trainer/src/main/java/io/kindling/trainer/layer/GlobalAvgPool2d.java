package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Shape;
import java.util.List;

/** Mean of each channel over the whole image: (N, C, H, W) to (N, C, 1, 1). */
public record GlobalAvgPool2d() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Image image)) {
            throw LayerSpec.cannotApply(this, input, "it requires an image (C, H, W)");
        }
        return new Image(image.channels(), 1, 1);
    }

    @Override
    public Layer bind(Binding binding) {
        Image input = (Image) binding.input();
        return new GlobalAvgPoolLayer(input.channels(), input.height() * input.width());
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("GlobalAveragePool", List.of(x));
    }
}

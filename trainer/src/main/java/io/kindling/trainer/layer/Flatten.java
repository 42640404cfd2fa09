package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import java.util.List;

/** Reshapes an example of any shape to a vector. Values and their order do not change. */
public record Flatten() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        return new Features(input.size());
    }

    @Override
    public Layer bind(Binding binding) {
        return new ElementwiseLayer(new Identity(), binding.input().size());
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Flatten", List.of(x));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import java.util.List;

/** Mean of each channel over the whole signal: (N, C, L) to (N, C, 1). */
public record GlobalAvgPool1d() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Signal signal)) {
            throw LayerSpec.cannotApply(this, input, "it requires a signal (C, L)");
        }
        return new Signal(signal.channels(), 1);
    }

    @Override
    public Layer bind(Binding binding) {
        Signal input = (Signal) binding.input();
        return new GlobalAvgPoolLayer(input.channels(), input.length());
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("GlobalAveragePool", List.of(x));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.Arrays;
import java.util.List;

/** Mean of each feature over the steps: (N, T, features) to (N, features). */
public record MeanOverTime() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        if (input instanceof Sequence sequence) {
            return new Features(sequence.features());
        }
        throw LayerSpec.cannotApply(this, input, "it requires a sequence (steps, features)");
    }

    @Override
    public Layer bind(Binding binding) {
        Sequence sequence = (Sequence) binding.input();
        return new Bound(sequence.steps(), sequence.features());
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node(
                "ReduceMean", List.of(x), OnnxAttribute.integers("axes", 1), OnnxAttribute.integer("keepdims", 0));
    }

    private record Bound(int steps, int features) implements Layer {

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            Arrays.fill(y, 0, n * features, 0f);
            for (int row = 0; row < n * steps; row++) {
                int from = row * features;
                int to = row / steps * features;
                for (int j = 0; j < features; j++) {
                    y[to + j] += x[from + j];
                }
            }
            float inverse = 1f / steps;
            for (int i = 0; i < n * features; i++) {
                y[i] *= inverse;
            }
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            float inverse = 1f / steps;
            for (int row = 0; dx != null && row < n * steps; row++) {
                int from = row / steps * features;
                int to = row * features;
                for (int j = 0; j < features; j++) {
                    dx[to + j] = dy[from + j] * inverse;
                }
            }
        }
    }
}

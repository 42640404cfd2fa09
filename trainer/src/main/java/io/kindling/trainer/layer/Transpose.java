package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * Transposes a signal (N, C, L) to a sequence (N, L, C), or a sequence (N, T, features) to a signal (N, features, T).
 */
public record Transpose() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        if (input instanceof Signal signal) {
            return new Sequence(signal.length(), signal.channels());
        }
        if (input instanceof Sequence sequence) {
            return new Signal(sequence.features(), sequence.steps());
        }
        throw LayerSpec.cannotApply(this, input, "it requires a signal (C, L) or a sequence (T, features)");
    }

    @Override
    public Layer bind(Binding binding) {
        int columns = binding.input().lastDimension();
        return new Bound(binding.input().size() / columns, columns);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Transpose", List.of(x), OnnxAttribute.integers("perm", 0, 2, 1));
    }

    private record Bound(int rows, int columns) implements Layer {

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            transpose(x, y, n, rows, columns);
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            if (dx != null) {
                transpose(dy, dx, n, columns, rows);
            }
        }

        /** Writes the transposes of n matrices (rows, columns) to {@code to}. */
        private static void transpose(float[] from, float[] to, int n, int rows, int columns) {
            for (int i = 0; i < n; i++) {
                int base = i * rows * columns;
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        to[base + column * rows + row] = from[base + row * columns + column];
                    }
                }
            }
        }
    }
}

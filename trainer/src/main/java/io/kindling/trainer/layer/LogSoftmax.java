package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.math.SoftmaxRow;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * Log-softmax over the last dimension, the features of a vector or of a sequence step: y_j = x_j - ln(sum of e^x_k).
 * The losses nll and klDiv expect these log-probabilities.
 */
public record LogSoftmax() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Layer bind(Binding binding) {
        int columns = binding.input().lastDimension();
        return new Bound(binding.input().size() / columns, columns);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("LogSoftmax", List.of(x), OnnxAttribute.integer("axis", -1));
    }

    private record Bound(int rows, int columns) implements Layer {

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            for (int row = 0; row < n * rows; row++) {
                int at = row * columns;
                double logSumExp = SoftmaxRow.logSumExp(x, at, columns);
                for (int j = at; j < at + columns; j++) {
                    y[j] = (float) (x[j] - logSumExp);
                }
            }
        }

        /** dx_j = dy_j - e^y_j sum of dy_k. */
        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            if (dx == null) {
                return;
            }
            for (int row = 0; row < n * rows; row++) {
                int at = row * columns;
                double sum = 0;
                for (int j = at; j < at + columns; j++) {
                    sum += dy[j];
                }
                for (int j = at; j < at + columns; j++) {
                    dx[j] = (float) (dy[j] - Math.exp(y[j]) * sum);
                }
            }
        }
    }
}

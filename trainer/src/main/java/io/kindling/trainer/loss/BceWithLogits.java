package io.kindling.trainer.loss;

import io.kindling.trainer.math.Logistic;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.List;

/**
 * Binary cross-entropy of logits x: w ((1 - t) softplus(x) + posWeight t softplus(-x)), mean over all elements. The
 * mean divides by the number of elements, not by the weights. Numerically stable for any logit. Predictions are
 * sigmoid(x).
 *
 * @param weight one weight per output column; default empty: all 1
 * @param posWeight one weight of positive targets per output column, above 1 for higher recall; default empty: all 1
 */
public record BceWithLogits(List<Double> weight, List<Double> posWeight) implements ElementwiseLoss {
    public BceWithLogits {
        weight = Weights.checked("bceWithLogits.weight", weight);
        posWeight = Weights.checked("bceWithLogits.posWeight", posWeight);
    }

    public BceWithLogits() {
        this(List.of(), List.of());
    }

    @Override
    public double loss(double output, double target, int column) {
        double no = (1 - target) * Logistic.softplus(output);
        double yes = Weights.of(posWeight, column) * target * Logistic.softplus(-output);
        return Weights.of(weight, column) * (no + yes);
    }

    @Override
    public double derivative(double output, double target, int column) {
        double no = (1 - target) * Logistic.sigmoid(output);
        double yes = Weights.of(posWeight, column) * target * Logistic.sigmoid(-output);
        return Weights.of(weight, column) * (no - yes);
    }

    @Override
    public Task task() {
        return Task.BINARY;
    }

    @Override
    public void validateColumns(int columns) {
        Weights.validateColumns("bceWithLogits.weight", weight, columns);
        Weights.validateColumns("bceWithLogits.posWeight", posWeight, columns);
    }

    @Override
    public void validateTarget(float target, int columns) {
        Classes.validateProbability(target);
    }

    @Override
    public void predictions(float[] outputs, int n, int columns, float[] predictions) {
        for (int i = 0; i < n * columns; i++) {
            predictions[i] = (float) Logistic.sigmoid(outputs[i]);
        }
    }

    @Override
    public String exportPredictions(OnnxGraph graph, String outputs) {
        return graph.node("predictions", "Sigmoid", List.of(outputs), List.of());
    }
}

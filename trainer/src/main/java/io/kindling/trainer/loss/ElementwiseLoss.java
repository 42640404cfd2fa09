package io.kindling.trainer.loss;

import io.kindling.trainer.onnx.OnnxGraph;

/**
 * A loss that compares each output with its own target. The mean is over all elements, unless {@link #terms} says
 * otherwise.
 */
public sealed interface ElementwiseLoss extends LossFunction
        permits Bce, BceWithLogits, Huber, KlDiv, L1, Mse, PoissonNll, SmoothL1 {

    /** The loss of one element, including the weight of its column. */
    double loss(double output, double target, int column);

    /** The derivative of {@link #loss} with respect to the output. */
    double derivative(double output, double target, int column);

    /** Contribution of one example of weight 1 to the divisor. */
    default int terms(int columns) {
        return columns;
    }

    @Override
    default LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient) {
        float[] values = targets.values();
        double sum = 0;
        double divisor = 0;
        for (int i = 0; i < n; i++) {
            double weight = targets.weight(i);
            double example = 0;
            for (int j = 0; j < columns; j++) {
                int at = i * columns + j;
                example += loss(outputs[at], values[at], j);
                if (outputGradient != null) {
                    outputGradient[at] = (float) (weight * derivative(outputs[at], values[at], j));
                }
            }
            sum += weight * example;
            divisor += weight * terms(columns);
        }
        return new LossSum(sum, divisor);
    }

    @Override
    default Task task() {
        return Task.REGRESSION;
    }

    @Override
    default int targetColumns(int columns) {
        return columns;
    }

    @Override
    default void validateTarget(float target, int columns) {
        if (!Float.isFinite(target)) {
            throw Targets.invalidLabel(target, "must be a finite number");
        }
    }

    @Override
    default void predictions(float[] outputs, int n, int columns, float[] predictions) {
        System.arraycopy(outputs, 0, predictions, 0, n * columns);
    }

    @Override
    default String exportPredictions(OnnxGraph graph, String outputs) {
        return outputs;
    }
}

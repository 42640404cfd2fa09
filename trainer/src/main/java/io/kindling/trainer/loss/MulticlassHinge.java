package io.kindling.trainer.loss;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.onnx.OnnxGraph;

/**
 * Multi-class hinge loss of a support vector machine (Weston and Watkins, 1999): l_n = sum over c != t_n of max(0, x[n,
 * c] - x[n, t_n] + margin). The sum is not divided by the number of classes, unlike {@link MultiMargin}; the mean
 * divides by the number of examples.
 *
 * <p>Outputs and predictions are scores, not probabilities.
 *
 * @param margin margin between the score of the target class and the other scores; default 1
 */
public record MulticlassHinge(double margin) implements LossFunction {
    public MulticlassHinge {
        Numbers.finite("multiclassHinge.margin", margin);
    }

    public MulticlassHinge() {
        this(1);
    }

    @Override
    public LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient) {
        double sum = 0;
        double divisor = 0;
        for (int i = 0; i < n; i++) {
            int at = i * columns;
            int label = targets.label(i);
            float weight = targets.weight(i);
            double loss = 0;
            int violations = 0;
            for (int j = 0; j < columns; j++) {
                double violation =
                        j == label ? 0 : Math.max(0, (double) outputs[at + j] - outputs[at + label] + margin);
                loss += violation;
                violations += violation > 0 ? 1 : 0;
                if (outputGradient != null) {
                    outputGradient[at + j] = violation > 0 ? weight : 0f;
                }
            }
            if (outputGradient != null) {
                outputGradient[at + label] = -weight * violations;
            }
            sum += weight * loss;
            divisor += weight;
        }
        return new LossSum(sum, divisor);
    }

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public int targetColumns(int columns) {
        return 1;
    }

    @Override
    public void validateColumns(int columns) {
        Classes.validateColumns("multiclassHinge", columns);
    }

    @Override
    public void validateTarget(float target, int columns) {
        Classes.validateIndex(target, columns);
    }

    @Override
    public void predictions(float[] outputs, int n, int columns, float[] predictions) {
        System.arraycopy(outputs, 0, predictions, 0, n * columns);
    }

    @Override
    public boolean givesProbabilities() {
        return false;
    }

    @Override
    public String exportPredictions(OnnxGraph graph, String outputs) {
        return outputs;
    }
}

package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.List;

/**
 * Multi-class margin loss: l_n = w[t_n] / C sum over c != t_n of max(0, margin - x[n, t_n] + x[n, c])^p, divided by the
 * number of classes C as in PyTorch. The mean divides by the number of examples, also with class weights.
 * {@link MulticlassHinge} does not divide by C.
 *
 * <p>Outputs and predictions are scores, not probabilities.
 *
 * @param p exponent, 1 or 2; default 1
 * @param margin margin between the score of the target class and the other scores; default 1
 * @param weight one weight per class; default empty: all 1
 */
public record MultiMargin(int p, double margin, List<Double> weight) implements LossFunction {
    public MultiMargin {
        if (p != 1 && p != 2) {
            throw new ConfigurationException("Invalid multiMargin.p: " + p + " (must be 1 or 2)");
        }
        Numbers.finite("multiMargin.margin", margin);
        weight = Weights.checked("multiMargin.weight", weight);
    }

    public MultiMargin() {
        this(1, 1, List.of());
    }

    @Override
    public LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient) {
        double sum = 0;
        double divisor = 0;
        for (int i = 0; i < n; i++) {
            int at = i * columns;
            int label = targets.label(i);
            double scale = targets.weight(i) * Weights.of(weight, label) / columns;
            double loss = 0;
            double pull = 0;
            for (int j = 0; j < columns; j++) {
                double violation =
                        j == label ? 0 : Math.max(0, margin - outputs[at + label] + (double) outputs[at + j]);
                double slope = p == 1 ? Math.signum(violation) : 2 * violation;
                loss += p == 1 ? violation : violation * violation;
                pull += slope;
                if (outputGradient != null) {
                    outputGradient[at + j] = (float) (scale * slope);
                }
            }
            if (outputGradient != null) {
                outputGradient[at + label] = (float) (-scale * pull);
            }
            sum += scale * loss;
            divisor += targets.weight(i);
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
        Classes.validateColumns("multiMargin", columns);
        Weights.validateColumns("multiMargin.weight", weight, columns);
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

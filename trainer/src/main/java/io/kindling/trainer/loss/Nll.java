package io.kindling.trainer.loss;

import io.kindling.trainer.math.Exponential;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;

/**
 * Negative log-likelihood of log-probabilities, the outputs of logSoftmax: l_n = -w[t_n] x[n, t_n].
 *
 * <p>The mean divides by the sum of the weights of the target classes. Examples with the target ignoreIndex do not
 * count and have gradient 0.
 *
 * @param weight one weight per class; default empty: all 1
 * @param ignoreIndex class index of ignored examples; default -100
 */
public record Nll(List<Double> weight, int ignoreIndex) implements LossFunction {
    public Nll {
        weight = Weights.divisors("nll.weight", weight);
    }

    public Nll() {
        this(List.of(), -100);
    }

    @Override
    public LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient) {
        if (outputGradient != null) {
            Arrays.fill(outputGradient, 0, n * columns, 0f);
        }
        double sum = 0;
        double divisor = 0;
        for (int i = 0; i < n; i++) {
            int label = targets.label(i);
            if (label == ignoreIndex) {
                continue;
            }
            int at = i * columns + label;
            double example = targets.weight(i) * Weights.of(weight, label);
            sum -= example * outputs[at];
            divisor += example;
            if (outputGradient != null) {
                outputGradient[at] = (float) -example;
            }
        }
        return new LossSum(sum, divisor);
    }

    /** Only an ignoreIndex that is a class needs a change; metrics already skip other indices. */
    @Override
    public Targets counted(Targets targets, int n) {
        return ignoreIndex < 0 ? targets : targets.without(ignoreIndex, n);
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
        Classes.validateColumns("nll", columns);
        Weights.validateColumns("nll.weight", weight, columns);
    }

    @Override
    public void validateTarget(float target, int columns) {
        if (target != ignoreIndex) {
            Classes.validateIndex(target, columns);
        }
    }

    @Override
    public void predictions(float[] outputs, int n, int columns, float[] predictions) {
        Exponential.exp(outputs, 0, predictions, 0, n * columns);
    }

    @Override
    public String exportPredictions(OnnxGraph graph, String outputs) {
        return graph.node("predictions", "Exp", List.of(outputs), List.of());
    }
}

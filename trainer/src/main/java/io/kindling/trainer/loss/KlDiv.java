package io.kindling.trainer.loss;

import io.kindling.trainer.onnx.OnnxGraph;
import java.util.List;
import java.util.Objects;

/**
 * Kullback-Leibler divergence of log-probabilities x, the outputs of logSoftmax, from a target distribution t: t (ln t
 * - x), 0 for t = 0. With logTarget: e^t (t - x).
 *
 * @param logTarget whether targets are log-probabilities; default false
 * @param reduction divisor of the mean; default MEAN
 */
public record KlDiv(boolean logTarget, Reduction reduction) implements ElementwiseLoss {

    /** Divisor of the mean. */
    public enum Reduction {
        /** The number of elements, the default in PyTorch. */
        MEAN,
        /** The number of examples, as in the definition of the divergence. */
        BATCHMEAN
    }

    public KlDiv {
        Objects.requireNonNull(reduction, "reduction");
    }

    public KlDiv() {
        this(false, Reduction.MEAN);
    }

    @Override
    public double loss(double output, double target, int column) {
        if (logTarget) {
            return Math.exp(target) * (target - output);
        }
        return target == 0 ? 0 : target * (Math.log(target) - output);
    }

    @Override
    public double derivative(double output, double target, int column) {
        return logTarget ? -Math.exp(target) : -target;
    }

    @Override
    public int terms(int columns) {
        return reduction == Reduction.BATCHMEAN ? 1 : columns;
    }

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public void validateColumns(int columns) {
        Classes.validateColumns("klDiv", columns);
    }

    @Override
    public void validateTarget(float target, int columns) {
        if (!logTarget) {
            Classes.validateProbability(target);
        } else if (!Float.isFinite(target)) {
            throw Targets.invalidLabel(target, "must be the logarithm of a positive probability");
        }
    }

    @Override
    public void predictions(float[] outputs, int n, int columns, float[] predictions) {
        for (int i = 0; i < n * columns; i++) {
            predictions[i] = (float) Math.exp(outputs[i]);
        }
    }

    @Override
    public String exportPredictions(OnnxGraph graph, String outputs) {
        return graph.node("predictions", "Exp", List.of(outputs), List.of());
    }
}

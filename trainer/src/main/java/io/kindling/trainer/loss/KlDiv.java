package io.kindling.trainer.loss;

import io.kindling.trainer.onnx.OnnxGraph;
import java.util.List;
import java.util.Objects;

/**
 * Kullback-Leibler divergence of log-probabilities x, as logSoftmax gives them, from a target distribution t: t (ln t - x), 0 where t = 0; of a target
 * in logarithms: e^t (t - x).
 *
 * @param logTarget whether targets are log-probabilities; default false
 * @param reduction what the mean divides by; default MEAN
 */
public record KlDiv(boolean logTarget, Reduction reduction) implements ElementwiseLoss {

    /** What the mean divides by. */
    public enum Reduction {
        /** The number of elements, as PyTorch does unless told otherwise. */
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

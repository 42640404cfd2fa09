package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.math.SoftmaxRows;
import io.kindling.trainer.onnx.OnnxAttribute;
import io.kindling.trainer.onnx.OnnxGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Softmax cross-entropy of logits: l_n = -sum over c of w_c q_nc log p_nc, with p = softmax of the outputs and q = (1 -
 * labelSmoothing) target + labelSmoothing / C (label smoothing: Szegedy et al., 2016).
 *
 * <p>The mean divides by the sum of the weights of the target classes. With probabilities as targets, it divides by the
 * number of examples. Examples with the target ignoreIndex do not count and have gradient 0.
 *
 * @param weight one weight per class; default empty: all 1
 * @param labelSmoothing share of the target that is distributed over all classes, from 0 to 1; default 0
 * @param ignoreIndex class index of ignored examples; default -100
 * @param targetType type of a target, a class index or a distribution over the classes; default CLASS_INDICES
 */
public record CrossEntropy(List<Double> weight, double labelSmoothing, int ignoreIndex, TargetType targetType)
        implements LossFunction {
    private static final int IGNORE_INDEX = -100;

    /** Type of a target. */
    public enum TargetType {
        /** One class index per example. */
        CLASS_INDICES,
        /** C probabilities per example. */
        PROBABILITIES
    }

    public CrossEntropy {
        weight = Weights.divisors("crossEntropy.weight", weight);
        Objects.requireNonNull(targetType, "targetType");
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new ConfigurationException(
                    "Invalid crossEntropy.labelSmoothing: " + labelSmoothing + " (must be from 0 to 1)");
        }
        if (targetType == TargetType.PROBABILITIES && ignoreIndex != IGNORE_INDEX) {
            throw new ConfigurationException("Invalid crossEntropy.ignoreIndex: " + ignoreIndex
                    + " (not supported with targetType probabilities)");
        }
    }

    public CrossEntropy() {
        this(List.of(), 0, IGNORE_INDEX, TargetType.CLASS_INDICES);
    }

    @Override
    public LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient) {
        double[] weights = Weights.ofColumns(weight, columns);
        double[] shares = new double[columns];
        SoftmaxRows rows = new SoftmaxRows(columns);
        double sum = 0;
        double divisor = 0;
        for (int first = 0; first < n; first += rows.rows()) {
            int end = Math.min(n, first + rows.rows());
            rows.softmax(outputs, first, end - first, outputGradient);
            for (int i = first; i < end; i++) {
                int at = i * columns;
                if (ignored(targets, i)) {
                    if (outputGradient != null) {
                        Arrays.fill(outputGradient, at, at + columns, 0f);
                    }
                    continue;
                }
                double total = shares(targets, i, weights, shares);
                double loss = total * rows.logSum(i - first);
                for (int j = 0; j < columns; j++) {
                    loss -= shares[j] == 0 ? 0 : shares[j] * outputs[at + j];
                }
                double example = targets.weight(i);
                sum += example * loss;
                divisor += soft() ? example : example * weights[targets.label(i)];
                if (outputGradient != null) {
                    for (int j = 0; j < columns; j++) {
                        outputGradient[at + j] = (float) (example * (total * outputGradient[at + j] - shares[j]));
                    }
                }
            }
        }
        return new LossSum(sum, divisor);
    }

    /**
     * Overwrites {@code shares} with w_c q_nc, the weight of the log-probability of each class, and returns their sum.
     */
    private double shares(Targets targets, int example, double[] weights, double[] shares) {
        int columns = shares.length;
        double total = 0;
        for (int j = 0; j < columns; j++) {
            double target = soft() ? targets.values()[example * columns + j] : 0;
            shares[j] = weights[j] * ((1 - labelSmoothing) * target + labelSmoothing / columns);
            total += shares[j];
        }
        if (!soft()) {
            double added = weights[targets.label(example)] * (1 - labelSmoothing);
            shares[targets.label(example)] += added;
            total += added;
        }
        return total;
    }

    private boolean soft() {
        return targetType == TargetType.PROBABILITIES;
    }

    private boolean ignored(Targets targets, int example) {
        return !soft() && targets.label(example) == ignoreIndex;
    }

    /** Only an ignoreIndex that is a class needs a change; metrics already skip other indices. */
    @Override
    public Targets counted(Targets targets, int n) {
        return soft() || ignoreIndex < 0 ? targets : targets.without(ignoreIndex, n);
    }

    @Override
    public Task task() {
        return Task.MULTICLASS;
    }

    @Override
    public int targetColumns(int columns) {
        return soft() ? columns : 1;
    }

    @Override
    public void validateColumns(int columns) {
        Classes.validateColumns("crossEntropy", columns);
        Weights.validateColumns("crossEntropy.weight", weight, columns);
    }

    @Override
    public void validateTarget(float target, int columns) {
        if (soft()) {
            Classes.validateProbability(target);
        } else if (target != ignoreIndex) {
            Classes.validateIndex(target, columns);
        }
    }

    @Override
    public void predictions(float[] outputs, int n, int columns, float[] predictions) {
        SoftmaxRows rows = new SoftmaxRows(columns);
        for (int first = 0; first < n; first += rows.rows()) {
            rows.softmax(outputs, first, Math.min(rows.rows(), n - first), predictions);
        }
    }

    @Override
    public String exportPredictions(OnnxGraph graph, String outputs) {
        return graph.node("predictions", "Softmax", List.of(outputs), List.of(OnnxAttribute.integer("axis", 1)));
    }
}

package io.kindling.trainer.loss;

import java.util.List;

/**
 * Binary cross-entropy of probabilities x, the outputs of sigmoid: -w (t ln x + (1 - t) ln(1 - x)), mean over all
 * elements. The mean divides by the number of elements, not by the weights. {@link BceWithLogits} is more accurate near
 * 0 and 1.
 *
 * <p>Logarithms are clamped to at least -100; the derivative is w (x - t) / max(x (1 - x), 1e-12).
 *
 * @param weight one weight per output column; default empty: all 1
 */
public record Bce(List<Double> weight) implements ElementwiseLoss {
    private static final double SMALLEST_LOGARITHM = -100;
    private static final double SMALLEST_VARIANCE = 1e-12;

    public Bce {
        weight = Weights.checked("bce.weight", weight);
    }

    public Bce() {
        this(List.of());
    }

    @Override
    public double loss(double output, double target, int column) {
        double yes = Math.max(Math.log(output), SMALLEST_LOGARITHM);
        double no = Math.max(Math.log1p(-output), SMALLEST_LOGARITHM);
        return -Weights.of(weight, column) * (target * yes + (1 - target) * no);
    }

    @Override
    public double derivative(double output, double target, int column) {
        double variance = Math.max(output * (1 - output), SMALLEST_VARIANCE);
        return Weights.of(weight, column) * (output - target) / variance;
    }

    @Override
    public Task task() {
        return Task.BINARY;
    }

    @Override
    public void validateColumns(int columns) {
        Weights.validateColumns("bce.weight", weight, columns);
    }

    @Override
    public void validateTarget(float target, int columns) {
        Classes.validateProbability(target);
    }
}

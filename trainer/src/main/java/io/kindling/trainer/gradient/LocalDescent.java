package io.kindling.trainer.gradient;

import java.io.Serializable;
import java.util.List;

/**
 * Steps of plain gradient descent inside one shard: w = w - rate g, g being the mean gradient of the step's examples of this shard.
 *
 * @param steps that the examples of an update are divided into; 1 computes a gradient and goes nowhere
 * @param ranges of the parameters that move
 */
public record LocalDescent(int steps, List<Range> ranges) implements Serializable {
    /** No step of its own. */
    public static final LocalDescent NONE = new LocalDescent(1, List.of());

    public LocalDescent {
        ranges = List.copyOf(ranges);
    }

    /**
     * Neighbouring parameters with one rate.
     *
     * @param from first; {@code to} is behind the last
     * @param rate factor of the mean gradient
     */
    public record Range(int from, int to, double rate) implements Serializable {}

    /**
     * One step.
     *
     * @param parameters overwritten
     * @param sums of the step's examples, read
     */
    void move(float[] parameters, GradientShard sums) {
        if (sums.divisor() == 0) {
            return;
        }
        float[] gradient = sums.gradientSum();
        for (Range range : ranges) {
            float rate = (float) (range.rate() / sums.divisor());
            for (int i = range.from(); i < range.to(); i++) {
                parameters[i] -= rate * gradient[i];
            }
        }
    }
}

package io.kindling.trainer.gradient;

import java.io.Serializable;
import java.util.List;

/**
 * Local steps of plain gradient descent inside one shard: w = w - rate g, where g is the mean gradient of the shard's
 * examples in the step.
 *
 * @param steps number of steps per update; 1 computes one gradient and changes no parameter
 * @param ranges ranges of the trained parameters
 */
public record LocalDescent(int steps, List<Range> ranges) implements Serializable {
    /** No local steps. */
    public static final LocalDescent NONE = new LocalDescent(1, List.of());

    public LocalDescent {
        ranges = List.copyOf(ranges);
    }

    /**
     * A range of parameters with one rate.
     *
     * @param from first index; {@code to} is one past the last
     * @param rate factor of the mean gradient
     */
    public record Range(int from, int to, double rate) implements Serializable {}

    /** Takes one step.
     *
     * @param parameters overwritten
     * @param sums sums of the step's examples; read only
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

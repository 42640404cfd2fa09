package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import java.util.Arrays;
import java.util.List;

/**
 * s = s + g^2; update = g / (sqrt(s) + eps) / (1 + (t - 1) lrDecay) in step t (Duchi, Hazan and Singer, 2011).
 *
 * @param lrDecay not negative
 * @param initialAccumulatorValue s before step 1, not negative
 * @param eps positive, or 0 if initialAccumulatorValue is above 0, because 0 / 0 is NaN
 */
public record ScaleByAdagrad(double lrDecay, double initialAccumulatorValue, double eps) implements Elementwise {
    public ScaleByAdagrad {
        validate(lrDecay, initialAccumulatorValue, eps);
    }

    /** Validates the values; errors name them as components of {@code adagrad}. */
    static void validate(double lrDecay, double initialAccumulatorValue, double eps) {
        Numbers.nonNegative("adagrad.lrDecay", lrDecay);
        Numbers.nonNegative("adagrad.initialAccumulatorValue", initialAccumulatorValue);
        Numbers.nonNegative("adagrad.eps", eps);
        if ((float) eps == 0 && (float) initialAccumulatorValue == 0) {
            throw new ConfigurationException(
                    "Invalid adagrad.eps: " + eps + " (must be positive if initialAccumulatorValue is 0)");
        }
    }

    @Override
    public List<String> slotNames() {
        return List.of("adagrad.sum");
    }

    @Override
    public void initialize(float[][] slots) {
        Arrays.fill(slots[0], (float) initialAccumulatorValue);
    }

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        float[] sum = slots[0];
        float scale = (float) (1 / (1 + (step.number() - 1) * lrDecay));
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float g = update[i];
            float s = sum[i] + g * g;
            sum[i] = s;
            update[i] = scale * g / ((float) Math.sqrt(s) + epsilon);
        }
    }
}

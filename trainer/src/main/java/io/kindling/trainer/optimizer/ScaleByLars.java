package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;

/**
 * The local learning rate of LARS (You, Gitman and Ginsburg, 2017): update = trustCoefficient |p| / (|g| + weightDecay
 * |p|) * (g + weightDecay p), with Euclidean norms of one slice. The factor is 1 if |p| or |g| is 0.
 *
 * @param trustCoefficient positive
 * @param weightDecay not negative
 */
public record ScaleByLars(double trustCoefficient, double weightDecay) implements GradientTransformation {
    public ScaleByLars {
        Numbers.positive("lars.trustCoefficient", trustCoefficient);
        Numbers.nonNegative("lars.weightDecay", weightDecay);
    }

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        double size = Norm.L2.of(parameters, from, to);
        double length = Norm.L2.of(update, from, to);
        double rate = size == 0 || length == 0 ? 1 : trustCoefficient * size / (length + weightDecay * size);
        for (int i = from; i < to; i++) {
            update[i] = (float) (rate * (update[i] + weightDecay * parameters[i]));
        }
    }
}

package io.kindling.trainer.optimizer;

/**
 * The layer-wise adaptation of LAMB (You et al., 2019): update = |p| / |update| * update, with Euclidean norms of one
 * slice. The factor is 1 if a norm is 0. The function phi of the paper is the identity, as in its experiments.
 */
public record ScaleByTrustRatio() implements GradientTransformation {

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        double size = Norm.L2.of(parameters, from, to);
        double length = Norm.L2.of(update, from, to);
        if (size == 0 || length == 0) {
            return;
        }
        double ratio = size / length;
        for (int i = from; i < to; i++) {
            update[i] = (float) (ratio * update[i]);
        }
    }
}

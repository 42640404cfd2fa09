package io.kindling.trainer.optimizer;

/**
 * update = |p| / |update| * update, in Euclidean norms of one slice; 1 where a norm is 0. The layer-wise adaptation of LAMB (You et al.,
 * 2019), with the identity as its function phi, as in the paper's experiments.
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

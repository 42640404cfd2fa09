package io.kindling.trainer.layer;

import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.random.RandomStream;

/**
 * Everything that a forward and backward pass over one shard may touch, beside the activations.
 *
 * <p>A layer reads {@link #parameters()} and {@link #buffers()}, adds to {@link #gradient()} (null in evaluation), writes {@link #moments()} (in training)
 * and keeps its scratch in {@link #workspace()}. Buffers are never written by a pass: the driver merges the moments into them.
 */
public final class Pass {
    private final Mode mode;
    private final float[] parameters;
    private final float[] buffers;
    private final Accumulators accumulators;
    private final Workspace workspace;
    private final Gemm gemm;

    /**
     * What a pass with gradients adds to, and the randomness of training.
     *
     * @param gradient added to by backward
     * @param moments written by normalization layers in training; null in evaluation
     * @param random the stream of this (seed, epoch, iteration, shard), which each layer splits by its id; null in evaluation
     */
    @SuppressWarnings("ArrayRecordComponent") // shared arrays, never compared
    public record Accumulators(float[] gradient, Moments moments, RandomStream random) {
        private static final Accumulators NONE = new Accumulators(null, null, null);
    }

    private Pass(
            Mode mode,
            float[] parameters,
            float[] buffers,
            Accumulators accumulators,
            Workspace workspace,
            Gemm gemm) {
        this.mode = mode;
        this.parameters = parameters;
        this.buffers = buffers;
        this.accumulators = accumulators;
        this.workspace = workspace;
        this.gemm = gemm;
    }

    /** A pass in training mode. */
    public static Pass training(
            float[] parameters, float[] buffers, Accumulators accumulators, Workspace workspace, Gemm gemm) {
        return new Pass(Mode.TRAINING, parameters, buffers, accumulators, workspace, gemm);
    }

    /** A pass in evaluation mode, which has no randomness. */
    public static Pass evaluation(float[] parameters, float[] buffers, Workspace workspace, Gemm gemm) {
        return new Pass(Mode.EVALUATION, parameters, buffers, Accumulators.NONE, workspace, gemm);
    }

    /** A pass in evaluation mode whose backward adds to {@code gradient}: gradients of a model as it is served. */
    public static Pass evaluationWithGradient(
            float[] parameters, float[] buffers, float[] gradient, Workspace workspace, Gemm gemm) {
        return new Pass(
                Mode.EVALUATION, parameters, buffers, new Accumulators(gradient, null, null), workspace, gemm);
    }

    public boolean training() {
        return mode == Mode.TRAINING;
    }

    public float[] parameters() {
        return parameters;
    }

    public float[] buffers() {
        return buffers;
    }

    public float[] gradient() {
        return accumulators.gradient();
    }

    public Moments moments() {
        return accumulators.moments();
    }

    public RandomStream random() {
        return accumulators.random();
    }

    public Workspace workspace() {
        return workspace;
    }

    public Gemm gemm() {
        return gemm;
    }
}

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
    private final float[] gradient;
    private final Moments moments;
    private final RandomStream random;
    private final Workspace workspace;
    private final Gemm gemm;

    private Pass(
            Mode mode,
            float[] parameters,
            float[] buffers,
            float[] gradient,
            Moments moments,
            RandomStream random,
            Workspace workspace,
            Gemm gemm) {
        this.mode = mode;
        this.parameters = parameters;
        this.buffers = buffers;
        this.gradient = gradient;
        this.moments = moments;
        this.random = random;
        this.workspace = workspace;
        this.gemm = gemm;
    }

    /**
     * A pass in training mode.
     *
     * @param gradient added to by backward
     * @param moments written by normalisation layers
     * @param random the stream of this (seed, epoch, iteration, shard); each layer splits it by its id
     */
    public static Pass training(
            float[] parameters,
            float[] buffers,
            float[] gradient,
            Moments moments,
            RandomStream random,
            Workspace workspace,
            Gemm gemm) {
        return new Pass(Mode.TRAINING, parameters, buffers, gradient, moments, random, workspace, gemm);
    }

    /** A pass in evaluation mode, which has no randomness. */
    public static Pass evaluation(float[] parameters, float[] buffers, Workspace workspace, Gemm gemm) {
        return new Pass(Mode.EVALUATION, parameters, buffers, null, null, null, workspace, gemm);
    }

    /** A pass in evaluation mode whose backward adds to {@code gradient}: gradients of a model as it is served. */
    public static Pass evaluationWithGradient(
            float[] parameters, float[] buffers, float[] gradient, Workspace workspace, Gemm gemm) {
        return new Pass(Mode.EVALUATION, parameters, buffers, gradient, null, null, workspace, gemm);
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
        return gradient;
    }

    public Moments moments() {
        return moments;
    }

    public RandomStream random() {
        return random;
    }

    public Workspace workspace() {
        return workspace;
    }

    public Gemm gemm() {
        return gemm;
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.math.Gemm;
import io.kindling.trainer.random.RandomStream;

/**
 * State of a forward and backward pass over one shard, except for the activations.
 *
 * <p>A layer reads {@link #parameters()} and {@link #buffers()}, adds to {@link #gradient()} (null in evaluation),
 * writes {@link #moments()} (in training) and stores scratch values in {@link #workspace()}. A pass never writes
 * buffers; the driver merges the moments into them.
 */
public final class Pass {
    private final Mode mode;
    private final float[] parameters;
    private final float[] buffers;
    private final Accumulators accumulators;
    private final Workspace workspace;
    private final Gemm gemm;

    /** Accumulators of a pass with gradients, and the random stream of training. */
    public static final class Accumulators {
        private static final Accumulators NONE = new Accumulators(null, null, null);

        private final float[] gradient;
        private final Moments moments;
        private final RandomStream random;

        /**
         * Accumulators over arrays that are kept, not copied.
         *
         * @param gradient backward adds to it
         * @param moments normalization layers write it in training; null in evaluation
         * @param random random stream of this (seed, epoch, iteration, shard), which each layer splits by its id; null
         *     in evaluation
         */
        public Accumulators(float[] gradient, Moments moments, RandomStream random) {
            this.gradient = gradient;
            this.moments = moments;
            this.random = random;
        }
    }

    private Pass(
            Mode mode, float[] parameters, float[] buffers, Accumulators accumulators, Workspace workspace, Gemm gemm) {
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

    /** A pass in evaluation mode, without randomness. */
    public static Pass evaluation(float[] parameters, float[] buffers, Workspace workspace, Gemm gemm) {
        return new Pass(Mode.EVALUATION, parameters, buffers, Accumulators.NONE, workspace, gemm);
    }

    /** A pass in evaluation mode whose backward adds to {@code gradient}: gradients of the evaluated model. */
    public static Pass evaluationWithGradient(
            float[] parameters, float[] buffers, float[] gradient, Workspace workspace, Gemm gemm) {
        return new Pass(Mode.EVALUATION, parameters, buffers, new Accumulators(gradient, null, null), workspace, gemm);
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
        return accumulators.gradient;
    }

    public Moments moments() {
        return accumulators.moments;
    }

    public RandomStream random() {
        return accumulators.random;
    }

    public Workspace workspace() {
        return workspace;
    }

    public Gemm gemm() {
        return gemm;
    }
}

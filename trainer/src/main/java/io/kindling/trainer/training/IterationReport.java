package io.kindling.trainer.training;

/**
 * One update.
 *
 * @param epoch from 0
 * @param batch number inside the epoch, from 0
 * @param batches per epoch
 * @param iteration number of updates done, this one included
 * @param examples in the batch
 * @param learningRate of the update
 * @param stats loss, penalty and gradient norm before the update
 */
public record IterationReport(
        int epoch,
        long batch,
        long batches,
        long iteration,
        long examples,
        double learningRate,
        UpdateStats stats) {

    /** Mean data loss of the batch before the update. */
    public double loss() {
        return stats.loss();
    }

    /** Penalty of the regularizer before the update. */
    public double penalty() {
        return stats.penalty();
    }

    /** Euclidean norm of the mean data gradient, before clipping. */
    public double gradientNorm() {
        return stats.gradientNorm();
    }
}

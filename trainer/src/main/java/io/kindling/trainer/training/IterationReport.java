package io.kindling.trainer.training;

/** Results of one update.
 *
 * @param epoch number of the epoch, from 0
 * @param batch number of the batch inside the epoch, from 0
 * @param batches batches per epoch
 * @param iteration number of completed updates, including this one
 * @param examples examples in the batch
 * @param learningRate learning rate of the update
 * @param stats loss, penalty and gradient norm before the update
 */
public record IterationReport(
        int epoch, long batch, long batches, long iteration, long examples, double learningRate, UpdateStats stats) {

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

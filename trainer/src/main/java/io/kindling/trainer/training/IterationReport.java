package io.kindling.trainer.training;

/**
 * One update.
 *
 * @param epoch from 0
 * @param batch number inside the epoch, from 0
 * @param batches an epoch
 * @param iteration number of updates done, this one included
 * @param examples in the batch
 * @param loss mean data loss of the batch before the update
 * @param penalty of the regularizer before the update
 * @param learningRate of the update
 * @param gradientNorm Euclidean norm of the mean data gradient, before clipping
 */
public record IterationReport(
        int epoch,
        long batch,
        long batches,
        long iteration,
        long examples,
        double loss,
        double penalty,
        double learningRate,
        double gradientNorm) {}

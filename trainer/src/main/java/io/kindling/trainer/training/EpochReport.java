package io.kindling.trainer.training;

import java.util.Map;

/** Results of one epoch.
 *
 * @param epoch number of the epoch, from 0
 * @param iteration number of completed updates
 * @param learningRate learning rate of the last update
 * @param train mean data loss and metrics over the training batches, each computed in training mode with the parameters
 *     of its iteration, and the last penalty
 * @param validation validation loss and metrics after the epoch; empty without validation
 * @param examples training examples in this epoch since the run started or resumed
 * @param seconds time spent on these examples, without validation
 */
public record EpochReport(
        int epoch,
        long iteration,
        double learningRate,
        Map<String, Double> train,
        Map<String, Double> validation,
        long examples,
        double seconds) {

    /** Training throughput, without validation. */
    public double examplesPerSecond() {
        return examples / seconds;
    }
}

package io.kindling.trainer.training;

import java.util.Map;

/**
 * One epoch.
 *
 * @param epoch from 0
 * @param iteration number of updates done
 * @param learningRate of the last update
 * @param train mean data loss and metrics over the batches as they were trained (training mode, parameters moving), and the last penalty
 * @param validation loss and metrics after the epoch, or empty when there is nothing to validate on
 * @param examples trained on in this epoch since the run began or resumed
 * @param seconds spent on them, validation left out
 */
public record EpochReport(
        int epoch,
        long iteration,
        double learningRate,
        Map<String, Double> train,
        Map<String, Double> validation,
        long examples,
        double seconds) {

    /** Training rate, validation left out. */
    public double examplesPerSecond() {
        return examples / seconds;
    }
}

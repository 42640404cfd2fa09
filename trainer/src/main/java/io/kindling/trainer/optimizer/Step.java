package io.kindling.trainer.optimizer;

/** Number and learning rate of an update.
 *
 * @param number number of the update from 1, t in the papers
 * @param learningRate learning rate of the update, from the schedule
 */
public record Step(long number, double learningRate) {}

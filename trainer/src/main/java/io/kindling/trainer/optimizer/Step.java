package io.kindling.trainer.optimizer;

/**
 * Which update this is.
 *
 * @param number 1 for the first, as t in the papers
 * @param learningRate in force for it, from the schedule
 */
public record Step(long number, double learningRate) {}

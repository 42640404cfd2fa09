package io.kindling.trainer.training;

/**
 * Statistics of an update, computed before the parameters change.
 *
 * @param loss mean data loss
 * @param penalty penalty of the regularizer
 * @param gradientNorm Euclidean norm of the mean data gradient
 */
public record UpdateStats(double loss, double penalty, double gradientNorm) {}

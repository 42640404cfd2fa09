package io.kindling.trainer.training;

/**
 * What an update computed before it changed the parameters.
 *
 * @param loss mean data loss
 * @param penalty of the regularizer
 * @param gradientNorm Euclidean norm of the mean data gradient
 */
public record UpdateStats(double loss, double penalty, double gradientNorm) {}

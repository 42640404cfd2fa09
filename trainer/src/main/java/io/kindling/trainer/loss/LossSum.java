package io.kindling.trainer.loss;

/**
 * The loss of some examples before the division: loss = sum / divisor. Sums and divisors of shards add up to those of the batch, means do not.
 *
 * @param sum weighted sum of the losses
 * @param divisor what the sum is divided by, once, when all shards are merged: the total weight
 */
public record LossSum(double sum, double divisor) {}

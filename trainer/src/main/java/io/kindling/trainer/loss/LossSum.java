package io.kindling.trainer.loss;

/**
 * The loss of some examples before the division: loss = sum / divisor. Sums and divisors of shards can be added; means
 * cannot.
 *
 * @param sum weighted sum of the losses
 * @param divisor total weight that divides the sum once, after all shards are merged
 */
public record LossSum(double sum, double divisor) {}

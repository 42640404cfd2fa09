/**
 * Gradients of shards: sums that merge along a fixed tree. Read {@link io.kindling.trainer.gradient.BatchGradient}
 * first, then {@link io.kindling.trainer.gradient.ShardComputation} and {@link io.kindling.trainer.gradient.ShardTree}.
 * Depends on {@code network}, {@code loss}, {@code metric} and {@code data}.
 */
package io.kindling.trainer.gradient;

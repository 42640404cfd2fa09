/**
 * Penalties on the parameters, and their gradients. Read {@link io.kindling.trainer.regularizer.Regularizer} first.
 * Depends on {@code layout}, {@code math} and {@code optimizer}.
 */
package io.kindling.trainer.regularizer;

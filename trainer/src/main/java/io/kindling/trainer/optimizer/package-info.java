/**
 * Optimizers as chains of gradient transformations, as in optax. An {@link io.kindling.trainer.optimizer.OptimizerSpec}
 * describes one; {@link io.kindling.trainer.optimizer.Optimizer} binds it to the slices of a network. Depends on
 * {@code layout}.
 */
package io.kindling.trainer.optimizer;

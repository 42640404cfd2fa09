/**
 * Losses with their gradients, targets, predictions and tasks. Read {@link io.kindling.trainer.loss.LossFunction}
 * first; each loss is one file. Depends on {@code math} and {@code onnx}.
 */
package io.kindling.trainer.loss;

/**
 * Layers: a {@link io.kindling.trainer.layer.LayerSpec} describes one in a configuration, and a
 * {@link io.kindling.trainer.layer.Layer} computes it forward and backward for one
 * {@link io.kindling.trainer.layer.Pass}. Each layer is one file. Depends on {@code layout}, {@code initializer},
 * {@code math}, {@code random} and {@code onnx}.
 */
package io.kindling.trainer.layer;

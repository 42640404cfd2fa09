/**
 * Networks: layers bound to one parameter array and one buffer array, and the names of their saved tensors. Read
 * {@link io.kindling.trainer.network.Network} first. Depends on {@code layer}, {@code layout}, {@code format} and
 * {@code onnx}.
 */
package io.kindling.trainer.network;

/**
 * Layers bound to one array of parameters and one of buffers, and the names under which their tensors are saved. Read {@link
 * io.kindling.trainer.network.Network} first. Depends on {@code layer}, {@code layout}, {@code format} and {@code onnx}.
 */
package io.kindling.trainer.network;

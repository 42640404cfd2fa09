/**
 * The graph of an ONNX file, without a library of ONNX: the driver writes it. Read {@link io.kindling.trainer.onnx.OnnxGraph} first. Depends on
 * {@code error}.
 */
package io.kindling.trainer.onnx;

/**
 * Builds ONNX files without an ONNX library. Read {@link io.kindling.trainer.onnx.OnnxGraph} first. Depends on
 * {@code error}.
 */
package io.kindling.trainer.onnx;

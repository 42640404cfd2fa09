/**
 * A trained model with its inputs: files, prediction on executors, and ONNX. Read
 * {@link io.kindling.driver.model.TrainedModel} first. Depends on {@code data}, {@code session} and {@code storage}.
 */
package io.kindling.driver.model;

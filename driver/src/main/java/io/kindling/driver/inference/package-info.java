/**
 * Evaluation and prediction with a trained model. Read {@link io.kindling.driver.inference.Prediction} and
 * {@link io.kindling.driver.inference.Evaluation} first. Depends on {@code run}, {@code model} and {@code data}.
 */
package io.kindling.driver.inference;

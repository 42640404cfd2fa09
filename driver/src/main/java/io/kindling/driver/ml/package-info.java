/**
 * Estimators and models for Spark ML pipelines. They follow MLlib's conventions, including its {@code get} and {@code
 * set}: params are found by reflection over the accessors, setters return the object, and {@code write().save} and
 * {@code load} keep MLlib's folder layout. Start with {@link io.kindling.driver.ml.NeuralNetworkClassifier}.
 *
 * <p>The classes extend {@code Estimator} and {@code Model} directly because MLlib's intermediate base classes do not
 * compile from Java. No signature in use contains a Scala collection, so one jar runs on several versions of Spark and
 * Scala.
 */
package io.kindling.driver.ml;

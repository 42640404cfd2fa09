/**
 * Estimators and models for Spark ML pipelines. Everything here follows MLlib's conventions, its {@code get} and {@code set} included: params are found by reflection over the
 * accessors, setters return the object that they are called on, and {@code write().save} and {@code load} keep MLlib's layout of folders.
 *
 * <p>They extend {@code Estimator} and {@code Model} themselves, for MLlib's own classes between do not compile from Java. No Scala collection stands in a signature that is
 * used, so that one jar runs on several versions of Spark and Scala.
 */
package io.kindling.driver.ml;

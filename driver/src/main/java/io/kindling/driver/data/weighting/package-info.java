/**
 * Weights of classes as a configuration names them. Read {@link io.kindling.driver.data.weighting.ClassWeights} first.
 */
package io.kindling.driver.data.weighting;

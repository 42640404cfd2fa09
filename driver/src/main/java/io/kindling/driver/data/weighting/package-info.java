/** Class weights of the configuration. Read {@link io.kindling.driver.data.weighting.ClassWeights} first. */
package io.kindling.driver.data.weighting;

/**
 * Scaling rules of the configuration. Read {@link io.kindling.driver.data.scaling.Scaling} first. Each rule is one
 * file.
 */
package io.kindling.driver.data.scaling;

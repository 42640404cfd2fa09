/**
 * Which examples are trained on, held out, or repeated. Read {@link io.kindling.driver.data.sample.Selection} first. Depends on {@code row}.
 */
package io.kindling.driver.data.sample;

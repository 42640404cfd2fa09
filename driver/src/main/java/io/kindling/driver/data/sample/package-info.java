/**
 * Selects examples for training and validation, and repeats examples. Read {@link
 * io.kindling.driver.data.sample.Selection} first. Depends on {@code row}.
 */
package io.kindling.driver.data.sample;

/**
 * Runs the pipeline from sources to prepared data. Read {@link io.kindling.driver.data.preparation.Preparation} first. Depends on all other packages
 * of {@code data}; no other depends on it.
 */
package io.kindling.driver.data.preparation;

/**
 * Runs the pipeline from sources to prepared data. Read {@link io.kindling.driver.data.preparation.Preparation} first.
 * The package depends on all other packages of {@code data}; none of them depends on it.
 */
package io.kindling.driver.data.preparation;

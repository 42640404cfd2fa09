/**
 * What a training asks of its data, what was fitted on it, and the prepared result. Read {@link io.kindling.driver.data.DataConfig} and {@link
 * io.kindling.driver.data.FittedInputs} first. The packages below it form the pipeline: {@code source}, {@code row}, {@code column}, {@code sample},
 * {@code order}, {@code block}, {@code store}, and {@code preparation}, which runs them.
 */
package io.kindling.driver.data;

/**
 * Data configuration, requirements of training on its data, fitted inputs and prepared data. Read
 * {@link io.kindling.driver.data.DataConfig} and {@link io.kindling.driver.data.FittedInputs} first. The subpackages
 * form the pipeline: {@code source}, {@code row}, {@code column}, {@code sample}, {@code order}, {@code block},
 * {@code store}, and {@code preparation}, which runs them.
 */
package io.kindling.driver.data;

/**
 * The distributed engine: gradients and metrics by tasks on executors, merged on the driver. Read {@link
 * io.kindling.driver.training.DistributedTraining} first. Depends on {@code data}, {@code checkpoint} and {@code serialization}.
 */
package io.kindling.driver.training;

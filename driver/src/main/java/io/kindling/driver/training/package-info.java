/**
 * The distributed engine: tasks on executors compute gradients and metrics, and the driver merges them. Start with
 * {@link io.kindling.driver.training.DistributedTraining}. Depends on {@code data}, {@code checkpoint} and {@code
 * serialization}.
 */
package io.kindling.driver.training;

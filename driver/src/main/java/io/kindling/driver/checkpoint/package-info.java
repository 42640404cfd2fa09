/**
 * Checkpoints of a training: what they hold, when they are written, and how a training is resumed from one. Read {@link
 * io.kindling.driver.checkpoint.Checkpoints} first. Depends on {@code data} and {@code storage}.
 */
package io.kindling.driver.checkpoint;

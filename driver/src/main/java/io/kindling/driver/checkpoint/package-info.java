/**
 * Checkpoints: their content, when they are written, and how a run resumes from one. Start with {@link
 * io.kindling.driver.checkpoint.Checkpoints}. Depends on {@code data} and {@code storage}.
 */
package io.kindling.driver.checkpoint;

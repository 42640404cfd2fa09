package io.kindling.driver.checkpoint;

import io.kindling.trainer.training.TrainingState;

/**
 * The saved state of a training between two iterations.
 *
 * @param state state of the training; a copy
 * @param history reports so far
 * @param data digests of the training data
 */
public record Checkpoint(TrainingState state, History history, DataDigests data) {}

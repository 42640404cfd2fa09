package io.kindling.driver.checkpoint;

import io.kindling.trainer.training.TrainingState;

/**
 * A training at rest between two iterations.
 *
 * @param state a copy of its own
 * @param history what was told of it so far
 * @param data digests of the examples that it was trained on
 */
public record Checkpoint(TrainingState state, History history, DataDigests data) {}

package io.kindling.driver.checkpoint;

import io.kindling.trainer.training.TrainingState;
import java.util.List;

/**
 * A training at rest between two iterations.
 *
 * @param state a copy of its own
 * @param history lines of {@code metrics.jsonl} so far
 * @param data digests of the examples that it was trained on
 */
public record Checkpoint(TrainingState state, List<String> history, DataDigests data) {
    public Checkpoint {
        history = List.copyOf(history);
    }
}

package io.kindling.driver.config;

import io.kindling.driver.training.ExecutionConfig;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.training.TrainingConfig;

/**
 * The section {@code training}: what is trained, and how that is executed.
 *
 * @param config changes the result
 * @param execution does not
 */
public record TrainingSection(
        @Inline TrainingConfig config, @Inline ExecutionConfig execution) {
    public TrainingSection(int epochs) {
        this(new TrainingConfig(epochs), new ExecutionConfig());
    }
}

package io.kindling.driver.config;

import io.kindling.driver.training.ExecutionConfig;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.training.TrainingConfig;

/**
 * The section {@code training}.
 *
 * @param config settings that change the result
 * @param execution settings that do not change the result
 */
public record TrainingSection(
        @Inline TrainingConfig config, @Inline ExecutionConfig execution) {
    public TrainingSection(int epochs) {
        this(new TrainingConfig(epochs), new ExecutionConfig());
    }
}

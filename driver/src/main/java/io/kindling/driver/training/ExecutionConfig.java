package io.kindling.driver.training;

import io.kindling.driver.checkpoint.CheckpointConfig;
import io.kindling.driver.checkpoint.Resume;
import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * How a training is executed. No component changes the result.
 *
 * @param aggregationDepth 1, the default, sends the gradients of all tasks to the driver; 2 and more merge those of neighboring tasks on executors first, in that many
 *     steps minus one: for many tasks and large models
 * @param checkpoint when the state is saved, so that a killed training can be resumed
 * @param resume whether to resume from a checkpoint in the run folder, if there is one
 */
public record ExecutionConfig(int aggregationDepth, CheckpointConfig checkpoint, Resume resume) {
    public ExecutionConfig {
        Dimensions.positive("training.aggregationDepth", aggregationDepth);
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(resume, "resume");
    }

    public ExecutionConfig() {
        this(1, new CheckpointConfig(), Resume.AUTO);
    }
}

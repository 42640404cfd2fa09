package io.kindling.driver.training;

import io.kindling.driver.checkpoint.CheckpointConfig;
import io.kindling.driver.checkpoint.Resume;
import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * Execution settings of a training. No component changes the result.
 *
 * @param aggregationDepth depth of the tree that merges gradients. With 1 (default), all tasks send their gradients to
 *     the driver. With 2 or more, executors first merge the gradients of neighboring tasks in depth - 1 steps, for many
 *     tasks and large models
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

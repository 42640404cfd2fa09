package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * Size of an update, and how its examples are divided.
 *
 * @param batchSize examples per batch; default 128
 * @param shards logical shards per update; Spark tasks compute whole shards. Default 0: one shard per 256 examples, at
 *     least 2
 * @param gradientAccumulation batches per update, computed one after another; their gradients are summed. Default 1.
 *     The result is bit-identical to one batch of {@link #examplesPerUpdate} examples
 * @param localSteps steps that each shard takes between two updates; null, the default, updates after each batch
 */
public record BatchingConfig(int batchSize, int shards, int gradientAccumulation, LocalSteps localSteps)
        implements Serializable {
    private static final int EXAMPLES_PER_SHARD = 256;
    private static final int MIN_SHARDS = 2;
    private static final int MAX_SHARDS = 1 << 16;

    public BatchingConfig {
        Dimensions.positive("training.batchSize", batchSize);
        Dimensions.atLeast(0, "training.shards", shards);
        if (shards > MAX_SHARDS) {
            throw new ConfigurationException(
                    "Invalid training.shards: " + shards + " (must be at most " + MAX_SHARDS + ")");
        }
        Dimensions.positive("training.gradientAccumulation", gradientAccumulation);
        if ((long) batchSize * gradientAccumulation > Integer.MAX_VALUE) {
            throw new ConfigurationException("Invalid training.gradientAccumulation: " + gradientAccumulation
                    + " (times the batch size " + batchSize + " must be at most " + Integer.MAX_VALUE + ")");
        }
        if (localSteps != null && (long) batchSize * gradientAccumulation * localSteps.steps() > Integer.MAX_VALUE) {
            throw new ConfigurationException("Invalid training.localSteps.steps: " + localSteps.steps()
                    + " (times the examples per step, " + batchSize * gradientAccumulation + ", must be at most "
                    + Integer.MAX_VALUE + ")");
        }
    }

    public BatchingConfig() {
        this(128);
    }

    public BatchingConfig(int batchSize) {
        this(batchSize, 0, 1, null);
    }

    public BatchingConfig withShards(int other) {
        return new BatchingConfig(batchSize, other, gradientAccumulation, localSteps);
    }

    public BatchingConfig withLocalSteps(LocalSteps other) {
        return new BatchingConfig(batchSize, shards, gradientAccumulation, other);
    }

    /** Examples per update: batchSize * gradientAccumulation * local steps. */
    public int examplesPerUpdate() {
        return examplesPerStep() * (localSteps == null ? 1 : localSteps.steps());
    }

    /** Examples per step: batchSize * gradientAccumulation. */
    public int examplesPerStep() {
        return batchSize * gradientAccumulation;
    }

    /** Number of shards. If it is 0, it is derived from the examples per step. */
    public int shardsOrDerived() {
        return shards > 0 ? shards : Math.min(MAX_SHARDS, Math.max(MIN_SHARDS, examplesPerStep() / EXAMPLES_PER_SHARD));
    }
}

package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * The examples of an update, and how they are divided.
 *
 * @param batchSize examples per batch; default 128
 * @param shards logical shards per update, the unit that is distributed over tasks; 0, the default, makes one per 256 examples, at least 2
 * @param gradientAccumulation batches whose gradients one update sums, computed one after another; default 1. The bits are those of one batch of
 *     {@link #examplesPerUpdate}
 * @param localSteps null, the default, updates after each batch; else the steps that each shard takes on its own between two updates
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
                    + " (times the examples of a step, " + batchSize * gradientAccumulation + ", must be at most "
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

    /** Examples per update: batchSize times gradientAccumulation times the local steps. */
    public int examplesPerUpdate() {
        return examplesPerStep() * (localSteps == null ? 1 : localSteps.steps());
    }

    /** Examples whose mean gradient one step uses: batchSize times gradientAccumulation. */
    public int examplesPerStep() {
        return batchSize * gradientAccumulation;
    }

    /** The number of shards, derived from the examples per step where it is not set. */
    public int shardsOrDerived() {
        return shards > 0
                ? shards
                : Math.min(MAX_SHARDS, Math.max(MIN_SHARDS, examplesPerStep() / EXAMPLES_PER_SHARD));
    }
}

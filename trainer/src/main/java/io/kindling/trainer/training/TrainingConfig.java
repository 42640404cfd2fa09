package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.gradient.LocalDescent;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.optimizer.Clipping;
import io.kindling.trainer.optimizer.ParameterGroup;
import java.util.List;
import java.util.Objects;

/**
 * How long and in what steps a network is trained. Everything but {@code aggregationDepth}, {@code checkpoint} and {@code resume} changes the result; nothing here depends on the cluster.
 *
 * @param epochs passes over the training examples in all
 * @param batchSize examples a batch; default 128
 * @param shards logical shards an update, the grain in which it is spread over tasks; 0, the default, takes one for each 256 examples, at least 2
 * @param seed of everything random; default 1
 * @param gradientAccumulation batches whose gradients one update sums, computed one after another; default 1. The bits are those of one batch of {@link #examplesAnUpdate}
 * @param localSteps null, the default, updates after each batch; else what each shard does on its own for some batches between two updates
 * @param aggregationDepth 1, the default, sends the gradients of all tasks to the driver; 2 and more merge those of neighbouring tasks on executors first, in that many
 *     steps less one: for many tasks and large models. The bits are the same
 * @param transport numbers in which gradients travel: {@code float32}, the default; {@code bfloat16} or {@code float16} halve the bytes and round each node of the shard tree to
 *     the nearest, on any cluster the same. Sums are taken in 32 bits. A float16 ends at 65,504, which sums over a batch may pass: that ends the training
 * @param scheduleUnit what the schedule counts; default epochs
 * @param validateEvery epochs from one validation to the next; default 1
 * @param earlyStopping null, the default, trains for all epochs
 * @param clipping of the data gradient, in this order; default none
 * @param parameterGroups exceptions by name; default none
 * @param checkpoint when the state is saved, so that a training that was killed goes on
 * @param resume whether to go on from a checkpoint in the run folder, where there is one
 */
public record TrainingConfig(
        int epochs,
        int batchSize,
        int shards,
        long seed,
        int gradientAccumulation,
        LocalSteps localSteps,
        int aggregationDepth,
        FloatFormat transport,
        ScheduleUnit scheduleUnit,
        int validateEvery,
        EarlyStopping earlyStopping,
        List<Clipping> clipping,
        List<ParameterGroup> parameterGroups,
        CheckpointConfig checkpoint,
        Resume resume) {
    private static final int EXAMPLES_A_SHARD = 256;
    private static final int FEWEST_SHARDS = 2;
    private static final int MOST_SHARDS = 1 << 16;

    public TrainingConfig {
        Dimensions.positive("training.epochs", epochs);
        Dimensions.positive("training.batchSize", batchSize);
        Dimensions.atLeast(0, "training.shards", shards);
        if (shards > MOST_SHARDS) {
            throw new ConfigurationException(
                    "Invalid training.shards: " + shards + " (must be at most " + MOST_SHARDS + ")");
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
        Dimensions.positive("training.aggregationDepth", aggregationDepth);
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(scheduleUnit, "scheduleUnit");
        Dimensions.positive("training.validateEvery", validateEvery);
        clipping = List.copyOf(clipping);
        parameterGroups = List.copyOf(parameterGroups);
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(resume, "resume");
    }

    public TrainingConfig(int epochs) {
        this(
                epochs,
                128,
                0,
                1,
                1,
                null,
                1,
                FloatFormat.FLOAT32,
                ScheduleUnit.EPOCH,
                1,
                null,
                List.of(),
                List.of(),
                new CheckpointConfig(),
                Resume.AUTO);
    }

    /** Examples an update: batchSize times gradientAccumulation times the local steps. */
    public int examplesAnUpdate() {
        return examplesAStep() * (localSteps == null ? 1 : localSteps.steps());
    }

    /** Examples that one gradient is the mean of: batchSize times gradientAccumulation. */
    public int examplesAStep() {
        return batchSize * gradientAccumulation;
    }

    /** The number of shards, derived from the examples a step where it is not set. */
    public int shardsOrDerived() {
        return shards > 0 ? shards : Math.min(MOST_SHARDS, Math.max(FEWEST_SHARDS, examplesAStep() / EXAMPLES_A_SHARD));
    }

    /** What each shard does on its own between two updates, bound to the parameters of a network. */
    public LocalDescent localDescent(Layout layout) {
        return localSteps == null ? LocalDescent.NONE : localSteps.over(layout, parameterGroups);
    }
}

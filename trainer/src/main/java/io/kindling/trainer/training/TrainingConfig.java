package io.kindling.trainer.training;

import io.kindling.trainer.config.Inline;
import io.kindling.trainer.gradient.LocalDescent;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.optimizer.Clipping;
import io.kindling.trainer.optimizer.ParameterGroup;
import java.util.List;
import java.util.Objects;

/**
 * Epochs, batches and related settings of training. Every component changes the result; none depends on the cluster.
 *
 * @param epochs total number of passes over the training examples
 * @param batching size of an update, and how its examples are divided
 * @param seed seed of all random numbers; default 1
 * @param scheduleUnit unit of the learning rate schedule; default epochs
 * @param validation validation and early stopping
 * @param clipping clipping of the data gradient, applied in this order; default none
 * @param parameterGroups settings for parameters whose names match a pattern; default none
 * @param transport number format of gradients on the network. Default {@code float32}. {@code bfloat16} and
 *     {@code float16} halve the bytes; each node of the shard tree is rounded to nearest, in the same way on every
 *     cluster. Sums are computed in float32. A gradient sum above 65,504 overflows float16 and ends training with an
 *     error
 */
public record TrainingConfig(
        int epochs,
        @Inline BatchingConfig batching,
        long seed,
        ScheduleUnit scheduleUnit,
        @Inline ValidationConfig validation,
        List<Clipping> clipping,
        List<ParameterGroup> parameterGroups,
        FloatFormat transport) {
    public TrainingConfig {
        Dimensions.positive("training.epochs", epochs);
        Objects.requireNonNull(batching, "batching");
        Objects.requireNonNull(scheduleUnit, "scheduleUnit");
        Objects.requireNonNull(validation, "validation");
        clipping = List.copyOf(clipping);
        parameterGroups = List.copyOf(parameterGroups);
        Objects.requireNonNull(transport, "transport");
    }

    public TrainingConfig(int epochs) {
        this(
                epochs,
                new BatchingConfig(),
                1,
                ScheduleUnit.EPOCH,
                new ValidationConfig(),
                List.of(),
                List.of(),
                FloatFormat.FLOAT32);
    }

    public TrainingConfig withEpochs(int other) {
        return new TrainingConfig(
                other, batching, seed, scheduleUnit, validation, clipping, parameterGroups, transport);
    }

    public TrainingConfig withBatching(BatchingConfig other) {
        return new TrainingConfig(epochs, other, seed, scheduleUnit, validation, clipping, parameterGroups, transport);
    }

    public TrainingConfig withSeed(long other) {
        return new TrainingConfig(
                epochs, batching, other, scheduleUnit, validation, clipping, parameterGroups, transport);
    }

    public TrainingConfig withValidation(ValidationConfig other) {
        return new TrainingConfig(epochs, batching, seed, scheduleUnit, other, clipping, parameterGroups, transport);
    }

    public TrainingConfig withParameterGroups(List<ParameterGroup> others) {
        return new TrainingConfig(epochs, batching, seed, scheduleUnit, validation, clipping, others, transport);
    }

    /** The local steps of each shard between two updates, bound to a parameter layout. */
    public LocalDescent localDescent(Layout layout) {
        LocalSteps steps = batching.localSteps();
        return steps == null ? LocalDescent.NONE : steps.over(layout, parameterGroups);
    }
}

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
 * How long and in what steps a network is trained. Every component changes the result; none depends on the cluster.
 *
 * @param epochs passes over the training examples in total
 * @param batching examples per update, and how they are divided
 * @param seed of everything random; default 1
 * @param scheduleUnit what the schedule counts; default epochs
 * @param validation when the model is evaluated on the validation examples, and what that decides
 * @param clipping of the data gradient, applied in this order; default none
 * @param parameterGroups settings for parameters that match a pattern; default none
 * @param transport numbers in which gradients travel: {@code float32}, the default; {@code bfloat16} or {@code float16} halve the bytes and round each node of the shard tree to
 *     the nearest, equally on any cluster. Sums are computed in 32 bits. Sums above 65,504 overflow a float16, which ends the training
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
        this(epochs, new BatchingConfig(), 1, ScheduleUnit.EPOCH, new ValidationConfig(), List.of(), List.of(), FloatFormat.FLOAT32);
    }

    public TrainingConfig withEpochs(int other) {
        return new TrainingConfig(
                other, batching, seed, scheduleUnit, validation, clipping, parameterGroups, transport);
    }

    public TrainingConfig withBatching(BatchingConfig other) {
        return new TrainingConfig(epochs, other, seed, scheduleUnit, validation, clipping, parameterGroups, transport);
    }

    public TrainingConfig withSeed(long other) {
        return new TrainingConfig(epochs, batching, other, scheduleUnit, validation, clipping, parameterGroups, transport);
    }

    public TrainingConfig withValidation(ValidationConfig other) {
        return new TrainingConfig(epochs, batching, seed, scheduleUnit, other, clipping, parameterGroups, transport);
    }

    public TrainingConfig withParameterGroups(List<ParameterGroup> others) {
        return new TrainingConfig(epochs, batching, seed, scheduleUnit, validation, clipping, others, transport);
    }

    /** The local steps of each shard between two updates, bound to the parameters of a network. */
    public LocalDescent localDescent(Layout layout) {
        LocalSteps steps = batching.localSteps();
        return steps == null ? LocalDescent.NONE : steps.over(layout, parameterGroups);
    }
}

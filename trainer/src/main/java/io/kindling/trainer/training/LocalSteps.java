package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.gradient.LocalDescent;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.optimizer.ParameterGroup;
import java.io.Serializable;
import java.util.List;

/**
 * Local steps: fewer updates for the same number of examples. Each shard takes {@code steps} steps of plain gradient
 * descent, w = w - learningRate g, one per batch. One optimizer update then uses the mean of the gradients of all
 * shards and steps. With {@code sgd} and the rate steps * learningRate, the update is the mean of the parameters of the
 * shards (local SGD: Stich, 2019). With another optimizer, it is adaptive federated optimization (Reddi et al., 2021).
 * The optimizer state stays on the driver and counts updates. Regularizer, clipping and weight decay apply to the
 * update only. Local steps are faster when Spark overhead exceeds the arithmetic, and less accurate.
 *
 * @param steps batches per update; 1 is bit-identical to training without local steps
 * @param learningRate learning rate of the local steps. Parameter groups scale it; the schedule does not. For any
 *     optimizer, start near the learning rate of {@code sgd} without momentum
 */
public record LocalSteps(int steps, double learningRate) implements Serializable {
    public LocalSteps {
        Dimensions.positive("training.localSteps.steps", steps);
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new ConfigurationException(
                    "Invalid training.localSteps.learningRate: " + learningRate + " (must be a positive number)");
        }
    }

    /** Binds the steps to the parameters of a network. Frozen parameters do not change. */
    LocalDescent over(Layout layout, List<ParameterGroup> groups) {
        List<LocalDescent.Range> ranges = layout.slices().stream()
                .filter(slice -> !ParameterGroup.of(slice, groups).frozen())
                .map(slice -> new LocalDescent.Range(
                        slice.offset(),
                        slice.end(),
                        learningRate * ParameterGroup.of(slice, groups).learningRateScale()))
                .toList();
        return new LocalDescent(steps, ranges);
    }
}

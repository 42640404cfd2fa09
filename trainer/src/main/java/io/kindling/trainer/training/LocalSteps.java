package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.gradient.LocalDescent;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.optimizer.ParameterGroup;
import java.io.Serializable;
import java.util.List;

/**
 * Fewer updates for as many examples: each shard takes steps of plain gradient descent on its own, w = w - learningRate g, on as many batches, and one update by the optimizer then takes the
 * mean of the gradients that all shards met on their ways. With {@code sgd} of the rate steps * learningRate that is the mean of their parameters (local SGD: Stich, 2019); with any other
 * optimizer it is adaptive federated optimization (Reddi et al., 2021). The optimizer's state stays on the driver and counts updates. Regularizer, clipping and weight decay act in the
 * update alone. Faster where Spark costs more than the arithmetic, and less accurate.
 *
 * @param steps batches from one update to the next; 1 is the ordinary training, to the bit
 * @param learningRate of the steps, scaled by parameter groups and by no schedule; around that of {@code sgd} without momentum, whatever the optimizer
 */
public record LocalSteps(int steps, double learningRate) implements Serializable {
    public LocalSteps {
        Dimensions.positive("training.localSteps.steps", steps);
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new ConfigurationException(
                    "Invalid training.localSteps.learningRate: " + learningRate + " (must be a positive number)");
        }
    }

    /** The steps bound to the parameters of a network: frozen ones stay. */
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

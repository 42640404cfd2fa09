package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * {@code Adagrad} of PyTorch: g = g + weightDecay p; s = s + g^2; p = p - learningRate / (1 + (t - 1) lrDecay) * g /
 * (sqrt(s) + eps) in step t.
 *
 * @param learningRate default 1e-2
 * @param lrDecay default 0
 * @param weightDecay default 0; applies to every parameter
 * @param initialAccumulatorValue s before step 1, default 0
 * @param eps default 1e-10
 */
public record Adagrad(
        double learningRate, double lrDecay, double weightDecay, double initialAccumulatorValue, double eps)
        implements OptimizerSpec {
    public Adagrad {
        Numbers.nonNegative("adagrad.learningRate", learningRate);
        Numbers.nonNegative("adagrad.weightDecay", weightDecay);
        ScaleByAdagrad.validate(lrDecay, initialAccumulatorValue, eps);
    }

    public Adagrad() {
        this(1e-2);
    }

    public Adagrad(double learningRate) {
        this(learningRate, 0, 0, 0, 1e-10);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        return OptimizerSpec.chain(
                new AddWeightDecay(decay),
                new ScaleByAdagrad(lrDecay, initialAccumulatorValue, eps),
                new ScaleByLearningRate());
    }
}

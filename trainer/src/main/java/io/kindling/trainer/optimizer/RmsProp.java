package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * {@code RMSprop} of PyTorch: g = g + weightDecay p; v = alpha v + (1 - alpha) g^2; p = p - learningRate g / (sqrt(v) +
 * eps). {@code centered} uses sqrt(v - a^2) with a = alpha a + (1 - alpha) g. With momentum, b = momentum b + g /
 * (...), p = p - learningRate b.
 *
 * @param learningRate default 1e-2
 * @param alpha default 0.99
 * @param eps default 1e-8, outside the root
 * @param momentum default 0
 * @param centered default false
 * @param weightDecay default 0; applies to every parameter
 */
public record RmsProp(
        double learningRate, double alpha, double eps, double momentum, boolean centered, double weightDecay)
        implements OptimizerSpec {
    public RmsProp {
        Numbers.nonNegative("rmsProp.learningRate", learningRate);
        Numbers.nonNegative("rmsProp.weightDecay", weightDecay);
        ScaleByRmsProp.validate(alpha, eps);
        Momentum.validate("rmsProp", momentum, 0, false);
    }

    public RmsProp() {
        this(1e-2);
    }

    public RmsProp(double learningRate) {
        this(learningRate, 0.99, 1e-8, 0, false, 0);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        return OptimizerSpec.chain(
                new AddWeightDecay(decay),
                new ScaleByRmsProp(alpha, eps, centered),
                new Momentum(momentum),
                new ScaleByLearningRate());
    }
}

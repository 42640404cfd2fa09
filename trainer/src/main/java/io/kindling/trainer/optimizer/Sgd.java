package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * Stochastic gradient descent, {@code SGD} of PyTorch: g = g + weightDecay p; b = momentum b + (1 - dampening) g, with
 * b = g in step 1; p = p - learningRate b, or with {@code nesterov} p - learningRate (g + momentum b).
 *
 * @param learningRate default 1e-3
 * @param momentum default 0
 * @param dampening default 0
 * @param nesterov default false
 * @param weightDecay default 0; applies to every parameter
 */
public record Sgd(double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay)
        implements OptimizerSpec {
    public Sgd {
        Numbers.nonNegative("sgd.learningRate", learningRate);
        Numbers.nonNegative("sgd.weightDecay", weightDecay);
        Momentum.validate("sgd", momentum, dampening, nesterov);
    }

    public Sgd() {
        this(1e-3);
    }

    public Sgd(double learningRate) {
        this(learningRate, 0, 0, false, 0);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        return OptimizerSpec.chain(
                new AddWeightDecay(decay), new Momentum(momentum, dampening, nesterov), new ScaleByLearningRate());
    }
}

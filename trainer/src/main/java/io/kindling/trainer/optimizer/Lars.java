package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * LARS: SGD with a learning rate per slice, for large batches (You, Gitman and Ginsburg, 2017): b = momentum b +
 * learningRate * trustCoefficient |p| / (|g| + weightDecay |p|) * (g + weightDecay p); p = p - b. b includes the
 * learning rate, as in the paper. Biases and normalization parameters use SGD with this momentum, without decay or
 * adaptation, even if a group sets a decay.
 *
 * @param learningRate required: the global learning rate. It applies to biases without adaptation; use a group to scale
 *     it for them
 * @param momentum default 0.9
 * @param weightDecay default 5e-4
 * @param trustCoefficient default 1e-3
 */
public record Lars(double learningRate, double momentum, double weightDecay, double trustCoefficient)
        implements OptimizerSpec {
    public Lars {
        Numbers.nonNegative("lars.learningRate", learningRate);
        Numbers.nonNegative("lars.weightDecay", weightDecay);
        Numbers.positive("lars.trustCoefficient", trustCoefficient);
        Momentum.validate("lars", momentum, 0, false);
    }

    public Lars(double learningRate) {
        this(learningRate, 0.9, 5e-4, 1e-3);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        return role == Role.WEIGHT
                ? OptimizerSpec.chain(
                        new ScaleByLars(trustCoefficient, decay), new ScaleByLearningRate(), new Momentum(momentum))
                : OptimizerSpec.chain(new ScaleByLearningRate(), new Momentum(momentum));
    }
}

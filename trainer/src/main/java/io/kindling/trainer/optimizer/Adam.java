package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * {@code Adam} of PyTorch (Kingma and Ba, 2015): weightDecay p is added to the gradient. See {@link ScaleByAdam} for
 * the formula.
 *
 * @param learningRate default 1e-3
 * @param beta1 default 0.9
 * @param beta2 default 0.999
 * @param eps default 1e-8
 * @param weightDecay default 0; applies to every parameter
 * @param amsgrad default false
 * @param biasCorrection default true, as in the paper; false uses the uncorrected running means
 */
public record Adam(
        double learningRate,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        boolean amsgrad,
        boolean biasCorrection)
        implements OptimizerSpec {
    public Adam {
        Numbers.nonNegative("adam.learningRate", learningRate);
        Numbers.nonNegative("adam.weightDecay", weightDecay);
        ScaleByAdam.validate("adam", beta1, beta2, eps);
    }

    public Adam() {
        this(1e-3);
    }

    public Adam(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 0, false, true);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        return OptimizerSpec.chain(
                new AddWeightDecay(decay),
                new ScaleByAdam(beta1, beta2, eps, amsgrad, biasCorrection),
                new ScaleByLearningRate());
    }
}

package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * {@code AdamW} of PyTorch (Loshchilov and Hutter, 2019): Adam with decoupled weight decay: p = p - learningRate
 * (Adam's update + weightDecay p).
 *
 * @param learningRate default 1e-3
 * @param beta1 default 0.9
 * @param beta2 default 0.999
 * @param eps default 1e-8
 * @param weightDecay default 1e-2; applies to every parameter
 * @param amsgrad default false
 * @param biasCorrection default true, as in the paper; false uses the uncorrected running means
 */
public record AdamW(
        double learningRate,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        boolean amsgrad,
        boolean biasCorrection)
        implements OptimizerSpec {
    public AdamW {
        Numbers.nonNegative("adamW.learningRate", learningRate);
        Numbers.nonNegative("adamW.weightDecay", weightDecay);
        ScaleByAdam.validate("adamW", beta1, beta2, eps);
    }

    public AdamW() {
        this(1e-3);
    }

    public AdamW(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-8, 1e-2, false, true);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        return OptimizerSpec.chain(
                new ScaleByAdam(beta1, beta2, eps, amsgrad, biasCorrection),
                new AddWeightDecay(decay),
                new ScaleByLearningRate());
    }
}

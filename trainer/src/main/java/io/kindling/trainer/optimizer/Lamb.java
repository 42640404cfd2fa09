package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Role;
import java.util.List;

/**
 * LAMB: AdamW with a learning rate per slice, for large batches (You et al., 2019): u = Adam's update + weightDecay p;
 * p = p - learningRate |p| / |u| * u. Biases and normalization parameters use plain Adam, without decay or adaptation,
 * even if a group sets a decay.
 *
 * @param learningRate required
 * @param beta1 default 0.9
 * @param beta2 default 0.999
 * @param eps default 1e-6
 * @param weightDecay default 1e-2
 * @param biasCorrection default true, as in the paper
 */
public record Lamb(
        double learningRate, double beta1, double beta2, double eps, double weightDecay, boolean biasCorrection)
        implements OptimizerSpec {
    public Lamb {
        Numbers.nonNegative("lamb.learningRate", learningRate);
        Numbers.nonNegative("lamb.weightDecay", weightDecay);
        ScaleByAdam.validate("lamb", beta1, beta2, eps);
    }

    public Lamb(double learningRate) {
        this(learningRate, 0.9, 0.999, 1e-6, 1e-2, true);
    }

    @Override
    public List<GradientTransformation> transformations(Role role, double decay) {
        ScaleByAdam adam = new ScaleByAdam(beta1, beta2, eps, false, biasCorrection);
        return role == Role.WEIGHT
                ? OptimizerSpec.chain(
                        adam, new AddWeightDecay(decay), new ScaleByTrustRatio(), new ScaleByLearningRate())
                : OptimizerSpec.chain(adam, new ScaleByLearningRate());
    }
}

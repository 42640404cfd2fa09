package io.kindling.driver.data.weighting;

import java.io.Serializable;

/**
 * Weights of training examples by class. They multiply the weight of the example. Validation and test examples keep
 * their own weights.
 */
public sealed interface ClassWeights extends Serializable permits NoWeights, Balanced, PerClass {

    /**
     * Returns one factor per class, or null if all are 1.
     *
     * @param counts training examples per class, including copies; empty if targets are not class indices
     * @throws io.kindling.trainer.error.ConfigurationException if the weights do not match the classes
     */
    float[] factors(double[] counts);
}

package io.kindling.driver.data.weighting;

import java.io.Serializable;

/** What the training examples of each class weigh, on top of a weight of their own. Validation and test examples keep theirs. */
public sealed interface ClassWeights extends Serializable permits NoWeights, Balanced, PerClass {

    /**
     * One factor a class, or null where all are 1.
     *
     * @param counts training examples of each class, copies included; empty where targets are not class indices
     * @throws io.kindling.trainer.error.ConfigurationException if the weights do not fit the classes
     */
    float[] factors(double[] counts);
}

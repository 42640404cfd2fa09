package io.kindling.driver.data;

import io.kindling.driver.data.weighting.ClassWeights;
import io.kindling.driver.data.weighting.NoWeights;
import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.Objects;

/**
 * How training balances classes of different frequency.
 *
 * @param classWeights factors by class on the weights of the training examples
 * @param oversampling repeats the training examples of rare classes until each class has this share of the most
 *     frequent class, in [0, 1]: 0 repeats none, 1 makes all classes equally frequent
 */
public record BalanceConfig(ClassWeights classWeights, double oversampling) implements Serializable {
    public BalanceConfig {
        Objects.requireNonNull(classWeights, "classWeights");
        if (!(oversampling >= 0 && oversampling <= 1)) {
            throw new ConfigurationException("Invalid data.oversampling: " + oversampling + " (must be in [0, 1])");
        }
    }

    public BalanceConfig() {
        this(new NoWeights(), 0);
    }
}

package io.kindling.driver.data.weighting;

import io.kindling.trainer.error.ConfigurationException;
import java.util.List;

/**
 * One weight per class.
 *
 * @param weights weights, at least 0; at least one must be positive
 */
public record PerClass(List<Double> weights) implements ClassWeights {
    public PerClass {
        weights = List.copyOf(weights);
        for (double weight : weights) {
            if (!(weight >= 0 && Double.isFinite(weight))) {
                throw new ConfigurationException(
                        "Invalid data.classWeights: " + weight + " (must be finite and at least 0)");
            }
        }
        if (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0)) {
            throw new ConfigurationException(
                    "Invalid data.classWeights: " + weights + " (at least one must be positive)");
        }
    }

    @Override
    public float[] factors(double[] counts) {
        if (weights.size() != counts.length) {
            throw new ConfigurationException("Invalid data.classWeights: " + weights.size() + " weights (there are "
                    + counts.length + " classes)");
        }
        float[] factors = new float[counts.length];
        for (int c = 0; c < factors.length; c++) {
            factors[c] = weights.get(c).floatValue();
        }
        return factors;
    }
}

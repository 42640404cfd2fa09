package io.kindling.driver.data.weighting;

import io.kindling.trainer.error.ConfigurationException;

/**
 * Gives all classes the same total weight: n / (C n_c) for C classes, n examples and n_c examples of class c. Classes
 * without examples are ignored.
 */
public record Balanced() implements ClassWeights {

    @Override
    public float[] factors(double[] counts) {
        if (counts.length == 0) {
            throw new ConfigurationException(
                    "Invalid data.classWeights: balanced (the targets of this loss are not classes)");
        }
        double examples = 0;
        int classes = 0;
        for (double count : counts) {
            examples += count;
            classes += count > 0 ? 1 : 0;
        }
        float[] factors = new float[counts.length];
        for (int c = 0; c < factors.length; c++) {
            factors[c] = counts[c] > 0 ? (float) (examples / (classes * counts[c])) : 1f;
        }
        return factors;
    }
}

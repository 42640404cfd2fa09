package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import java.util.List;

/** Weights of classes or output columns in a configuration: one per column, or empty for all 1. */
final class Weights {
    private Weights() {}

    /** Returns an unmodifiable copy after checking that all weights are finite and not negative. */
    static List<Double> checked(String name, List<Double> weights) {
        for (int i = 0; i < weights.size(); i++) {
            Numbers.nonNegative(name + "." + i, weights.get(i));
        }
        return List.copyOf(weights);
    }

    /** Like {@link #checked}; also checks that not all weights are 0, because the mean divides by their sum. */
    static List<Double> divisors(String name, List<Double> weights) {
        List<Double> checked = checked(name, weights);
        if (!checked.isEmpty() && checked.stream().allMatch(weight -> weight == 0)) {
            throw new ConfigurationException("Invalid " + name + ": " + checked + " (at least one must be positive)");
        }
        return checked;
    }

    /** Throws unless the list is empty or has one weight per column. */
    static void validateColumns(String name, List<Double> weights, int columns) {
        if (!weights.isEmpty() && weights.size() != columns) {
            throw new ConfigurationException("Invalid " + name + ": " + weights.size()
                    + " weights (must be one for each of the " + columns + " outputs of the network)");
        }
    }

    /** Returns the weights of all columns; all 1 if the list is empty. */
    static double[] ofColumns(List<Double> weights, int columns) {
        double[] values = new double[columns];
        for (int j = 0; j < columns; j++) {
            values[j] = of(weights, j);
        }
        return values;
    }

    /** Returns the weight of one column; 1 if the list is empty. */
    static double of(List<Double> weights, int column) {
        return weights.isEmpty() ? 1 : weights.get(column);
    }
}

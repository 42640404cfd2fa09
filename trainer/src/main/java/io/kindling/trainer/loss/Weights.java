package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import java.util.List;

/** Weights of classes or output columns in a configuration: one a column, or none at all, which stands for ones. */
final class Weights {
    private Weights() {}

    /** An unmodifiable copy of weights that are finite and not negative. */
    static List<Double> checked(String name, List<Double> weights) {
        for (int i = 0; i < weights.size(); i++) {
            Numbers.nonNegative(name + "." + i, weights.get(i));
        }
        return List.copyOf(weights);
    }

    /** Weights as {@link #checked}, not all of them 0: the mean divides by their sum. */
    static List<Double> divisors(String name, List<Double> weights) {
        List<Double> checked = checked(name, weights);
        if (!checked.isEmpty() && checked.stream().allMatch(weight -> weight == 0)) {
            throw new ConfigurationException("Invalid " + name + ": " + checked + " (all are 0)");
        }
        return checked;
    }

    /** Throws unless there are as many weights as columns, or none. */
    static void validateColumns(String name, List<Double> weights, int columns) {
        if (!weights.isEmpty() && weights.size() != columns) {
            throw new ConfigurationException("Invalid " + name + ": " + weights.size()
                    + " weights (must be one for each of the " + columns + " outputs of the network)");
        }
    }

    /** The weights of all columns; ones where there are none. */
    static double[] ofColumns(List<Double> weights, int columns) {
        double[] values = new double[columns];
        for (int j = 0; j < columns; j++) {
            values[j] = of(weights, j);
        }
        return values;
    }

    /** The weight of one column; 1 where there are none. */
    static double of(List<Double> weights, int column) {
        return weights.isEmpty() ? 1 : weights.get(column);
    }
}

package io.kindling.driver.data.row;

import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.List;

/**
 * The columns that the features of a model are read from, once rules have been applied, and how many numbers each of them holds.
 *
 * @param names in the order of the features
 * @param widths one a name, each at least 1; empty where they are not known, as in models of earlier versions
 */
public record FeatureColumns(List<String> names, List<Integer> widths) implements Serializable {
    public FeatureColumns {
        names = List.copyOf(names);
        widths = List.copyOf(widths);
        boolean wrong = !widths.isEmpty() && widths.size() != names.size();
        if (wrong || widths.stream().anyMatch(width -> width < 1)) {
            throw new ConfigurationException(
                    "Invalid widths of columns: " + widths + " (must be one a column, " + names + ", each at least 1)");
        }
    }

    /** Columns whose widths are not known. */
    public FeatureColumns(List<String> names) {
        this(names, List.of());
    }

    /** Columns of the same widths with other names. */
    public FeatureColumns named(List<String> others) {
        return new FeatureColumns(others, others.size() == names.size() ? widths : List.of());
    }
}

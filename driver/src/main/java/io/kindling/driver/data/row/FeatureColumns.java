package io.kindling.driver.data.row;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns that the features of a model are read from, once rules have been applied, and how many numbers each of them holds.
 *
 * @param names in the order of the features
 * @param widths one a name, each at least 1; empty where they are not known, as in models of earlier versions
 */
public record FeatureColumns(List<String> names, List<Integer> widths) implements Serializable {
    private static final int SHOWN = 20;

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

    /** Numbers that all columns hold together. */
    public int width() {
        return Dimensions.arraySize(
                "data.features", widths.stream().mapToLong(Integer::longValue).sum());
    }

    /** {@code city (1), pixels (64)}; of many the first. */
    public String listed() {
        return IntStream.range(0, Math.min(names.size(), SHOWN))
                        .mapToObj(i -> names.get(i) + " (" + widths.get(i) + ")")
                        .collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? ", ... (" + names.size() + " columns)" : "");
    }

    /** Columns of the same widths with other names. */
    public FeatureColumns named(List<String> others) {
        return new FeatureColumns(others, others.size() == names.size() ? widths : List.of());
    }
}

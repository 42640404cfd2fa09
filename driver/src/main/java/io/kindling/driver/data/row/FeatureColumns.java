package io.kindling.driver.data.row;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * Columns that hold the features of a model after rules are applied, and their widths.
 *
 * @param names column names, in the order of the features
 * @param widths one width per name, each at least 1; empty if unknown, as in models of earlier versions
 * @param extents extents of columns of nested arrays, outermost first; an empty list for each other column. Empty if no
 *     column is nested
 */
public record FeatureColumns(List<String> names, List<Integer> widths, List<List<Integer>> extents)
        implements Serializable {
    public FeatureColumns {
        names = List.copyOf(names);
        widths = List.copyOf(widths);
        extents = extents.stream().allMatch(List::isEmpty)
                ? List.of()
                : extents.stream().map(List::copyOf).toList();
        if (!extents.isEmpty() && extents.size() != names.size()) {
            throw new ConfigurationException(
                    "Invalid extents of columns: " + extents + " (must be one list per column: " + names + ")");
        }
        boolean wrong = !widths.isEmpty() && widths.size() != names.size();
        if (wrong || widths.stream().anyMatch(width -> width < 1)) {
            throw new ConfigurationException("Invalid widths of columns: " + widths
                    + " (must be one per column, each at least 1: " + names + ")");
        }
    }

    /** Creates columns without nested arrays. */
    public FeatureColumns(List<String> names, List<Integer> widths) {
        this(names, widths, List.of());
    }

    /** Creates columns of unknown width. */
    public FeatureColumns(List<String> names) {
        this(names, List.of());
    }

    /** Total number of values. */
    public int width() {
        return Dimensions.arraySize(
                "data.features", widths.stream().mapToLong(Integer::longValue).sum());
    }

    /** Returns the cell shape of a column whose width is known. */
    CellShape shape(int column) {
        return extents.isEmpty() || extents.get(column).isEmpty()
                ? CellShape.flat(widths.get(column))
                : new CellShape(extents.get(column));
    }

    /**
     * Checks that a single column of nested arrays matches the input of a network.
     *
     * @param place location of the rows, for errors
     * @throws DataException if the arrays have other extents
     */
    public void requireInput(Shape input, String place) {
        if (names.size() != 1 || extents.isEmpty() || input.isVector()) {
            return;
        }
        CellShape shape = shape(0);
        if (!CellShape.filling(input.dimensions(), shape.extents().size())
                .filter(shape::equals)
                .isPresent()) {
            throw new DataException("Cannot feed column " + names.get(0) + " of " + place + " to the network: " + shape
                    + " per row; network.input is " + input.dimensions());
        }
    }

    /** Returns columns of the same widths with other names. */
    public FeatureColumns named(List<String> others) {
        return others.size() == names.size() ? new FeatureColumns(others, widths, extents) : new FeatureColumns(others);
    }
}

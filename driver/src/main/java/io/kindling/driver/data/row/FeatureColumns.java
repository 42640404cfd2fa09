package io.kindling.driver.data.row;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * The columns that the features of a model are read from, once rules have been applied, and how many numbers each of them holds.
 *
 * @param names in the order of the features
 * @param widths one a name, each at least 1; empty where they are not known, as in models of earlier versions
 * @param extents of columns of nested arrays, outermost first; for other columns of such a table none. Empty where no column is nested
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
                    "Invalid extents of columns: " + extents + " (must be one list a column, " + names + ")");
        }
        boolean wrong = !widths.isEmpty() && widths.size() != names.size();
        if (wrong || widths.stream().anyMatch(width -> width < 1)) {
            throw new ConfigurationException(
                    "Invalid widths of columns: " + widths + " (must be one a column, " + names + ", each at least 1)");
        }
    }

    /** Columns none of which is nested. */
    public FeatureColumns(List<String> names, List<Integer> widths) {
        this(names, widths, List.of());
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

    /** The shape of the cells of one column whose width is known. */
    CellShape shape(int column) {
        return extents.isEmpty() || extents.get(column).isEmpty()
                ? CellShape.flat(widths.get(column))
                : new CellShape(extents.get(column));
    }

    /**
     * Checks that a single column of nested arrays fills the input of a network.
     *
     * @param place of the rows, for messages
     * @throws DataException if its arrays have other extents
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

    /** Columns of the same widths with other names. */
    public FeatureColumns named(List<String> others) {
        return others.size() == names.size() ? new FeatureColumns(others, widths, extents) : new FeatureColumns(others);
    }
}

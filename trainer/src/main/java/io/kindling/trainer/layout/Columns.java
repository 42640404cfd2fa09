package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A flat vector of numbers whose ranges have names, (features): the row of a table. Layers may refer to the columns by name.
 *
 * @param columns at least one, each name once, in the order of the numbers
 */
public record Columns(List<InputColumn> columns) implements Shape {
    public Columns {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new ConfigurationException("Invalid columns: [] (must have at least one column)");
        }
        Set<String> names = new HashSet<>();
        for (InputColumn column : columns) {
            if (!names.add(column.name())) {
                throw new ConfigurationException("Invalid columns: two are named " + column.name());
            }
        }
    }

    @Override
    public List<Integer> dimensions() {
        long width = columns.stream().mapToLong(InputColumn::width).sum();
        return List.of(Dimensions.arraySize("columns", width));
    }

    /** Names of the columns, in order. */
    public List<String> names() {
        return columns.stream().map(InputColumn::name).toList();
    }

    /** The column that holds a number of the vector. */
    public InputColumn columnOf(int number) {
        int end = 0;
        for (InputColumn column : columns) {
            end += column.width();
            if (number < end) {
                return column;
            }
        }
        throw new IndexOutOfBoundsException(number);
    }
}

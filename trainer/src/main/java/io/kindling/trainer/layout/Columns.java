package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A flat vector with named columns, (features), such as a table row. Layers can refer to the columns by name.
 *
 * @param columns at least one column, with unique names, in order
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
                throw new ConfigurationException("Invalid columns: duplicate column " + column.name());
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

    /** Returns the column of a vector index. */
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

package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;

/**
 * Values by their place in a given list, from 0: for labels that are text, and for ordered categories. Any other value is a bad one.
 *
 * @param columns of text, label columns among them
 * @param values in order
 */
public record Ordinal(List<String> columns, List<String> values) implements ColumnRule {
    public Ordinal {
        columns = List.copyOf(columns);
        values = List.copyOf(values);
        if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
            throw new ConfigurationException(
                    "Invalid data.columns.ordinal.values: " + values + " (must be at least one, all different)");
        }
    }

    @Override
    public boolean isScaled() {
        return true;
    }

    @Override
    public List<StructField> fields(String column) {
        return List.of(Cells.number(column));
    }

    @Override
    public CellEncoder encoder(FittedColumn fitted) {
        Map<String, Double> places = new HashMap<>();
        for (String value : values) {
            places.put(value, (double) places.size());
        }
        HashMap<String, Double> numbers = new HashMap<>(places);
        return (cell, cells, at) -> {
            String text = Cells.text(cell);
            Double number = text == null ? null : numbers.get(text);
            cells[at] = number == null ? unlisted(text) : number;
        };
    }

    /** Text that is read as no number, whatever it says. */
    private static String unlisted(String text) {
        return text == null ? null : text + " (not in data.columns.ordinal.values)";
    }
}

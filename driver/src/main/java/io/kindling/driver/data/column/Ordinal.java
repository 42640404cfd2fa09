package io.kindling.driver.data.column;

import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.trainer.error.ConfigurationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * Values by their position in a given list, from 0, for labels that are text and for ordered categories. Other values
 * make a bad row.
 *
 * @param columns columns of any type whose values are categories, including label columns
 * @param values values in order; each is read as a value of the column's type, so {@code "0"} is 0.0 in a column of
 *     doubles
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
    public int numbers(FittedColumn fitted) {
        return values.size();
    }

    @Override
    public Optional<String> category(FittedColumn fitted, int number) {
        return Optional.of(values.get(number));
    }

    @Override
    public List<String> classNames(FittedColumn fitted) {
        return values;
    }

    @Override
    public int maxNumbers() {
        return values.size();
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
    public CellEncoder encoder(FittedColumn fitted, TableColumn column) {
        ValueType type = fitted.type() == null ? UntypedCategories.ordinal(values, column) : fitted.type();
        TrainedColumn trained = new TrainedColumn(type, column);
        HashMap<String, Double> places = new HashMap<>();
        for (String value : values) {
            if (places.putIfAbsent(canonical(value, trained, fitted.column(), type), (double) places.size()) != null) {
                throw new ConfigurationException("Invalid data.columns.ordinal.values: " + values
                        + " (two are equal as values of column " + fitted.column() + ", which is " + type.sql() + ")");
            }
        }
        CellText reader = trained.text(List.copyOf(places.keySet()));
        return (cell, cells, at) -> {
            String text = reader.of(cell);
            Double place = text == null ? null : places.get(text);
            if (text != null && place == null) {
                throw new UnreadableCell(text, "not in data.columns.ordinal.values");
            }
            cells[at] = place;
        };
    }

    private static String canonical(String value, TrainedColumn trained, String column, ValueType type) {
        String text;
        try {
            text = trained.configured(value);
        } catch (UnreadableCell e) {
            text = null;
        }
        if (text == null) {
            throw new ConfigurationException("Invalid data.columns.ordinal.values: '" + value
                    + "' (is not a value of column " + column + ", which is " + type.sql() + ")");
        }
        return text;
    }
}

package io.kindling.driver.data.column;

import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.trainer.error.DataException;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.List;

/**
 * Reads a column of a table as categories of the column's type in training.
 *
 * <p>Columns of the same kind are compared by canonical text. Text is parsed as the type in training; a cell that
 * cannot be parsed is unreadable. Dates and times are converted as Spark casts them, in the time zone of the session,
 * but a time other than midnight is not converted to a date. If the model was trained on text, another type is accepted
 * only if every known category is the canonical text of a value of that type. All other combinations are an error
 * before a job runs.
 */
final class TrainedColumn {
    private final ValueType trained;
    private final TableColumn column;

    /**
     * Creates a column.
     *
     * @param trained type of the column in training
     */
    TrainedColumn(ValueType trained, TableColumn column) {
        this.trained = trained;
        this.column = column;
    }

    /**
     * Returns the canonical text of a value in a configuration.
     *
     * @throws UnreadableCell if it is not a value of the type in training
     */
    String configured(String value) {
        TextReader reader = new TextReader(trained, ZoneOffset.UTC);
        return reader.readsText() ? reader.ofText(value) : value.strip();
    }

    /**
     * Returns the canonical text of the category for missing values. If it is not a value of the type, it is a separate
     * category.
     */
    String standIn(String missing) {
        try {
            String text = configured(missing);
            return text == null ? missing.strip() : text;
        } catch (UnreadableCell e) {
            return missing.strip();
        }
    }

    /**
     * Returns the texts of the cells, which can be compared with the categories of training.
     *
     * @param categories known categories; null if none are stored
     * @throws DataException if the types cannot be reconciled
     */
    CellText text(List<String> categories) {
        CellText own = column.text();
        ValueType read = column.type();
        TextReader reader = new TextReader(trained, column.timeZone());
        if (read.is(CanonicalType.VOID)) {
            return own;
        }
        if (read.is(trained.kind())) {
            return trained.sql().equals("float") && read.sql().equals("double") ? TrainedColumn::widened : own;
        }
        if (read.is(CanonicalType.TEXT) && reader.readsText()) {
            return reader::ofText;
        }
        if (trained.isTime() && read.isTime()) {
            return cell -> {
                Temporal value = TextReader.temporal(read, cell);
                return reader.ofTime(value, value);
            };
        }
        if (!trained.is(CanonicalType.TEXT)) {
            throw column.refused("the model was trained on " + trained.sql() + ": cast the column to that type");
        }
        requireCanonical(new TextReader(read, ZoneOffset.UTC), categories);
        return own;
    }

    private void requireCanonical(TextReader reader, List<String> categories) {
        if (categories == null) {
            throw column.refused("the model was trained on " + trained.sql()
                    + " and does not store its values: cast the column to the text of training");
        }
        for (String category : categories) {
            if (!reader.isCanonical(category)) {
                throw column.refused("the model was trained on " + trained.sql() + ", and its category '" + category
                        + "' is not the canonical text of this type: cast the column to the text of training");
            }
        }
    }

    private static String widened(Object cell) {
        return cell == null ? null : NumberText.ofWidenedFloat((Double) cell);
    }
}

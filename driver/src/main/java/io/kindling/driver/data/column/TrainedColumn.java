package io.kindling.driver.data.column;

import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.trainer.error.DataException;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.List;

/**
 * Reads a column of a table as categories of the type that the column had in training.
 *
 * <p>Equal kinds are compared by their canonical texts. Text is read as the type of training: a cell that holds no value of it is unreadable. Dates and times become each other as Spark casts them, in the time zone of
 * the session, but that a time after midnight becomes no date. Where text was trained, another type is read only if every category that is known is the canonical text of a value of it. All else is an
 * error before a job runs.
 */
final class TrainedColumn {
    private final ValueType trained;
    private final TableColumn column;

    /**
     * A column.
     *
     * @param trained type of the column in training
     */
    TrainedColumn(ValueType trained, TableColumn column) {
        this.trained = trained;
        this.column = column;
    }

    /**
     * The canonical text of a value that a configuration gives as text.
     *
     * @throws UnreadableCell if it is no value of the type of training
     */
    String configured(String value) {
        TextReader reader = new TextReader(trained, ZoneOffset.UTC);
        return reader.readsText() ? reader.ofText(value) : value.strip();
    }

    /** The canonical text of what stands in for a missing value; a category of its own where it is no value of the type. */
    String standIn(String missing) {
        try {
            String text = configured(missing);
            return text == null ? missing.strip() : text;
        } catch (UnreadableCell e) {
            return missing.strip();
        }
    }

    /**
     * The texts of the cells, to be compared with those of training.
     *
     * @param categories that training knows; null if it knows none
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
        requireProven(new TextReader(read, ZoneOffset.UTC), categories);
        return own;
    }

    private void requireProven(TextReader reader, List<String> categories) {
        if (categories == null) {
            throw column.refused("the model was trained on " + trained.sql()
                    + " and does not know which values it met: cast the column to the text of training");
        }
        for (String category : categories) {
            if (!reader.isCanonical(category)) {
                throw column.refused("the model was trained on " + trained.sql() + ", and its category '" + category
                        + "' is not how a value of this type is written: cast the column to the text of training");
            }
        }
    }

    private static String widened(Object cell) {
        return cell == null ? null : NumberText.ofWidenedFloat((Double) cell);
    }
}

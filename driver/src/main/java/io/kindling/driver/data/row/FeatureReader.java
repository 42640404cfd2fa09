package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadCell;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.data.source.DataSource;
import io.kindling.trainer.layer.EmbeddedInput;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads the features of a row, and rejects malformed rows. */
public final class FeatureReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final int[] corruptColumns;
    private final int reasonColumn;
    private final EmbeddedInput[] embedded;

    /**
     * Creates a reader for the rows of a table.
     *
     * @param embedded features that must be row numbers of an embedding
     */
    public FeatureReader(RowLayout layout, StructType schema, List<EmbeddedInput> embedded) {
        this.layout = layout;
        this.embedded = embedded.toArray(EmbeddedInput[]::new);
        int[] reasons = texts(schema, DataSource.CORRUPT_REASON);
        // After a join, there is one such column for each side.
        this.corruptColumns = texts(schema, DataSource.CORRUPT_RECORD);
        this.reasonColumn = reasons.length == 1 && corruptColumns.length == 1 ? reasons[0] : -1;
    }

    private static int[] texts(StructType schema, String name) {
        StructField[] fields = schema.fields();
        return IntStream.range(0, fields.length)
                .filter(i -> fields[i].name().equals(name) && fields[i].dataType() instanceof StringType)
                .toArray();
    }

    /**
     * Overwrites {@code values[at .. at + featureWidth)}.
     *
     * @throws BadCell if the row is malformed or a feature is not a finite number
     */
    public void read(Row row, float[] values, int at) {
        for (int corrupt : corruptColumns) {
            if (!row.isNullAt(corrupt)) {
                throw BadCell.malformed(
                        row.getString(corrupt),
                        reasonColumn < 0
                                ? "does not have the " + layout.columns() + " columns of the table"
                                : row.getString(reasonColumn));
            }
        }
        int next = at;
        for (ColumnReader reader : layout.features()) {
            reader.read(row, values, next);
            next += reader.width();
        }
        for (EmbeddedInput input : embedded) {
            requireRows(input, values, at);
        }
    }

    private void requireRows(EmbeddedInput input, float[] values, int at) {
        for (int column = input.first(); column < input.first() + input.columns(); column++) {
            float value = values[at + column];
            if (value < 0 || value != Math.rint(value)) {
                throw invalidIndex(input, column, value, "must be an integer from 0 to " + (input.rows() - 1));
            }
            if (value >= input.rows()) {
                throw invalidIndex(
                        input,
                        column,
                        value,
                        "numEmbeddings is " + input.rows() + "; set it to at least " + ((long) value + 1));
            }
        }
    }

    private BadCell invalidIndex(EmbeddedInput input, int column, float value, String why) {
        Object shown = value == Math.rint(value) ? (Object) (long) value : value;
        return BadCell.value(
                BadRowReason.INVALID_INDEX,
                layout.featureNames().get(column),
                shown,
                "no row of the embedding in " + input.place() + ": " + why);
    }
}

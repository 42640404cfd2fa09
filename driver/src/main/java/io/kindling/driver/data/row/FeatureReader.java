package io.kindling.driver.data.row;

import io.kindling.driver.data.source.DataSource;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads the features of a row, after a look at whether the row could be read at all. */
final class FeatureReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final int corruptColumn;
    private final int reasonColumn;

    FeatureReader(RowLayout layout, StructType schema) {
        this.layout = layout;
        List<String> names = Arrays.asList(schema.fieldNames());
        this.corruptColumn = names.indexOf(DataSource.CORRUPT_RECORD);
        this.reasonColumn = names.indexOf(DataSource.CORRUPT_REASON);
    }

    /**
     * Overwrites {@code values[at .. at + featureWidth)}.
     *
     * @throws BadCell if the row is malformed or a feature is no finite number
     */
    void read(Row row, float[] values, int at) {
        if (corruptColumn >= 0 && !row.isNullAt(corruptColumn)) {
            throw BadCell.malformed(
                    row.getString(corruptColumn),
                    reasonColumn < 0
                            ? "does not have the " + layout.columns() + " columns of the table"
                            : row.getString(reasonColumn));
        }
        int next = at;
        for (ColumnReader reader : layout.features()) {
            reader.read(row, values, next);
            next += reader.width();
        }
    }
}

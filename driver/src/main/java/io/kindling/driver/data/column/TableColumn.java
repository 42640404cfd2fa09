package io.kindling.driver.data.column;

import io.kindling.trainer.error.DataException;
import java.time.ZoneId;
import org.apache.spark.sql.types.DataType;

/**
 * One column of the table that is read.
 *
 * @param place of the table, for messages
 * @param timeZone of the session, in which Spark casts between dates, timestamps and text
 */
record TableColumn(String name, DataType dataType, String place, ZoneId timeZone) {

    ValueType type() {
        return ValueType.of(dataType);
    }

    /**
     * The canonical texts of the column.
     *
     * @throws DataException if its type has none
     */
    CellText text() {
        return CanonicalType.find(dataType)
                .map(CanonicalType::text)
                .orElseThrow(() -> refused(
                        "its values have no canonical text by which categories compare; cast the column to string"));
    }

    /** The error of a column whose type cannot be used. */
    DataException refused(String why) {
        return new DataException(
                "Cannot use column " + name + " of " + place + ": " + dataType.catalogString() + "; " + why);
    }
}

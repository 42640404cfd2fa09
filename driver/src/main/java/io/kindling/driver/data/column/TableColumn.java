package io.kindling.driver.data.column;

import io.kindling.trainer.error.DataException;
import java.time.ZoneId;
import org.apache.spark.sql.types.DataType;

/**
 * A column of the table that is read.
 *
 * @param place location of the table, for errors
 * @param timeZone time zone of the session, in which Spark casts between dates, timestamps and text
 */
record TableColumn(String name, DataType dataType, String place, ZoneId timeZone) {

    ValueType type() {
        return ValueType.of(dataType);
    }

    /**
     * Returns the canonical texts of the column.
     *
     * @throws DataException if its type has none
     */
    CellText text() {
        return CanonicalType.find(dataType)
                .map(CanonicalType::text)
                .orElseThrow(
                        () -> refused(
                                "values of this type have no canonical text to compare categories by; cast the column to string"));
    }

    /** Returns the error for a column whose type is not supported. */
    DataException refused(String why) {
        return new DataException(
                "Cannot use column " + name + " of " + place + ": " + dataType.catalogString() + "; " + why);
    }
}

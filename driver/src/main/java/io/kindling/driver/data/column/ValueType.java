package io.kindling.driver.data.column;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * The type of the values of a column, as it is stored with a model.
 *
 * @param sql name in SQL, as messages show it: {@code decimal(4,1)}
 * @param kind what the canonical texts of its categories mean: one of all numeric types, {@code number}; texts of different kinds do not compare
 */
public record ValueType(String sql, String kind) implements Serializable {

    /** The type of a column of a table. */
    static ValueType of(DataType type) {
        return new ValueType(
                type.catalogString(),
                CanonicalType.find(type).map(CanonicalType::kind).orElse(CanonicalType.OTHER));
    }

    boolean is(String other) {
        return kind.equals(other);
    }

    /** Whether it is a date, a timestamp, or a timestamp without a time zone. */
    boolean isTime() {
        return is(CanonicalType.DATE) || is(CanonicalType.TIMESTAMP) || is(CanonicalType.TIMESTAMP_NTZ);
    }
}

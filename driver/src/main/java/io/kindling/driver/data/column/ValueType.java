package io.kindling.driver.data.column;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * Type of the values of a column, stored with a model.
 *
 * @param sql SQL name, as shown in errors: {@code decimal(4,1)}
 * @param kind kind of the canonical texts; {@code number} for all numeric types. Texts of different kinds cannot be
 *     compared
 */
public record ValueType(String sql, String kind) implements Serializable {

    /** Returns the type of a column. */
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

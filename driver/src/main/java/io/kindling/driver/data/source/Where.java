package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.SqlExpression;

/** The condition that chooses the rows of a source. */
final class Where {
    private static final String KEY = "data.source.where";

    private Where() {}

    /**
     * Checks a condition without its table.
     *
     * @throws io.kindling.trainer.error.ConfigurationException if it is no expression over one row
     */
    static void require(String where) {
        if (where != null) {
            SqlExpression.of(KEY, where);
        }
    }

    /** The rows for which the condition is true, and those that could not be read, which {@code data.badRows} judges. */
    static SourceTable apply(SourceTable table, String where, String place) {
        return where == null
                ? table
                : SourceTable.of(
                        SqlExpression.of(KEY, where).filter(table.dataset(), DataSource.CORRUPT_RECORD, place));
    }
}

package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.SqlExpression;

/** Validates and applies the {@code where} condition of a source. */
final class Where {
    private static final String KEY = "data.source.where";

    private Where() {}

    /**
     * Checks the syntax of a condition. Does not need the table.
     *
     * @throws io.kindling.trainer.error.ConfigurationException if the condition is not an expression over one row
     */
    static void require(String where) {
        if (where != null) {
            SqlExpression.of(KEY, where);
        }
    }

    /**
     * Returns the rows for which the condition is true. Also keeps the rows that cannot be read, because
     * {@code data.badRows} decides about them.
     */
    static SourceTable apply(SourceTable table, String where, String place) {
        return where == null
                ? table
                : SourceTable.of(
                        SqlExpression.of(KEY, where).filter(table.dataset(), DataSource.CORRUPT_RECORD, place));
    }
}

package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.SqlExpression;

/** Applies the condition {@code where} of a source. */
final class Where {
    private static final String KEY = "data.source.where";

    private Where() {}

    /**
     * Checks a condition without the table.
     *
     * @throws io.kindling.trainer.error.ConfigurationException if it is not an expression over one row
     */
    static void require(String where) {
        if (where != null) {
            SqlExpression.of(KEY, where);
        }
    }

    /** Returns the rows for which the condition is true, and the rows that could not be read, for {@code data.badRows}. */
    static SourceTable apply(SourceTable table, String where, String place) {
        return where == null
                ? table
                : SourceTable.of(
                        SqlExpression.of(KEY, where).filter(table.dataset(), DataSource.CORRUPT_RECORD, place));
    }
}

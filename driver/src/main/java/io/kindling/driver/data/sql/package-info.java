/**
 * Spark SQL in a configuration: expressions that make columns or choose rows, and queries. Read {@link io.kindling.driver.data.sql.SqlExpression} first. Depends on {@code data.row} for names of columns.
 */
package io.kindling.driver.data.sql;

/**
 * Spark SQL in a configuration: expressions that compute columns or choose rows, and queries. Read
 * {@link io.kindling.driver.data.sql.SqlExpression} first.
 */
package io.kindling.driver.data.sql;

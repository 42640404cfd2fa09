/**
 * Rules that convert the columns of a table to numbers, fitted to the training table. Read
 * {@link io.kindling.driver.data.column.ColumnRule} and {@link io.kindling.driver.data.column.FittedColumns} first.
 * Each rule is one file. Depends on {@code row}, {@code source} and {@code sql}.
 */
package io.kindling.driver.data.column;

/**
 * Rules that turn the columns of a table into numbers, fitted on the training table. Read {@link io.kindling.driver.data.column.ColumnRule} and
 * {@link io.kindling.driver.data.column.FittedColumns} first; a rule is one file. Depends on {@code row}, {@code source} and {@code sql}.
 */
package io.kindling.driver.data.column;

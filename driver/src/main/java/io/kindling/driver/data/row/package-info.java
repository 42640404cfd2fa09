/**
 * Converts rows of a table to arrays of numbers: selects columns, determines widths and detects bad rows. Read
 * {@link io.kindling.driver.data.row.RowLayout} first. Depends on {@code source} and {@code sql}.
 */
package io.kindling.driver.data.row;

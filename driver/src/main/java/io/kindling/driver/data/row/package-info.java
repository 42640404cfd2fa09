/**
 * Rows of a table as arrays of numbers: which columns are read, how wide they are, and what makes a row bad. Read {@link
 * io.kindling.driver.data.row.RowLayout} first. Depends on {@code source} and {@code sql}.
 */
package io.kindling.driver.data.row;

package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.List;

/**
 * The columns of a table in comma-separated text.
 *
 * @param header first line of every file; null without headers
 * @param width cells per line
 * @param partitionColumns indices of the partition columns in a row
 * @param columns columns per row: cells of the line and values of partition folders
 */
record CsvTable(CsvDialect dialect, List<String> header, int width, List<Integer> partitionColumns, int columns)
        implements Serializable {}

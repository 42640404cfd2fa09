package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.List;

/**
 * What the lines of a table in comma-separated text hold.
 *
 * @param header that every file begins with; null if none does
 * @param width cells of a line
 * @param places of the partition columns in a row
 * @param columns of a row: those of the line and those of the partition folders
 */
record CsvTable(CsvDialect dialect, List<String> header, int width, List<Integer> places, int columns)
        implements Serializable {}

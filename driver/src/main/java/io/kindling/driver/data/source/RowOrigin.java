package io.kindling.driver.data.source;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Columns that say where a row was read, so that an error can name it: the file, the byte at which the piece of it begins that was read in one go, and, of text, the number of the
 * line in that piece.
 */
public final class RowOrigin {
    public static final String FILE = "_kindling_file";
    public static final String OFFSET = "_kindling_offset";
    public static final String LINE = "_kindling_line";

    private RowOrigin() {}

    /** Adds the columns to rows that were just read from files. */
    static Dataset<Row> attach(Dataset<Row> rows) {
        return rows.select(
                col("*"),
                col("_metadata.file_path").as(FILE),
                col("_metadata.file_block_start").as(OFFSET));
    }
}

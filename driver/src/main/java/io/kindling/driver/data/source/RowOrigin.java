package io.kindling.driver.data.source;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Columns with the origin of a row, for error messages: the file, the byte at which the split of the file begins and,
 * for text, the number of the line within the split.
 */
public final class RowOrigin {
    public static final String FILE = "_kindling_file";
    public static final String OFFSET = "_kindling_offset";
    public static final String LINE = "_kindling_line";

    private RowOrigin() {}

    /** Adds the file and offset columns to rows that Spark reads directly from files. */
    static Dataset<Row> attach(Dataset<Row> rows) {
        return rows.select(
                col("*"),
                col("_metadata.file_path").as(FILE),
                col("_metadata.file_block_start").as(OFFSET));
    }
}

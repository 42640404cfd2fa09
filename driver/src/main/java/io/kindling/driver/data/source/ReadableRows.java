package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Rows of a source of which none may be bad. */
public final class ReadableRows {
    private static final String CURE = "; fix the file: a view of a query must not have bad rows";

    private ReadableRows() {}

    /**
     * The rows of a partition; the first that could not be read ends the job.
     *
     * @param schema of a table with the column of the texts of bad rows
     */
    public static Iterator<Row> of(StructType schema, int partition, Iterator<Row> rows) {
        int corrupt = schema.fieldIndex(DataSource.CORRUPT_RECORD);
        int reason = schema.fieldIndex(DataSource.CORRUPT_REASON);
        RowCursor cursor = new RowCursor(schema, partition);
        Iterable<Row> all = () -> rows;
        Stream<Row> readable = StreamSupport.stream(all.spliterator(), false).peek(row -> {
            cursor.follow(row);
            if (!row.isNullAt(corrupt)) {
                BadCell cell = BadCell.malformed(row.getString(corrupt), row.getString(reason));
                throw new DataException(cursor.bad(row, cell).message() + CURE);
            }
        });
        return readable.iterator();
    }
}

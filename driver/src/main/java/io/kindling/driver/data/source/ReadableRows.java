package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads the rows of a source that must not have bad rows. */
public final class ReadableRows {
    private static final String CURE = "; fix the file: a view of a query must not have bad rows";

    private ReadableRows() {}

    /**
     * Returns the rows of a partition. The first row that cannot be read fails the job.
     *
     * @param schema a schema with the columns {@link DataSource#CORRUPT_RECORD} and {@link DataSource#CORRUPT_REASON}
     */
    public static Iterator<Row> of(StructType schema, int partition, Iterator<Row> rows) {
        int corrupt = schema.fieldIndex(DataSource.CORRUPT_RECORD);
        int reason = schema.fieldIndex(DataSource.CORRUPT_REASON);
        RowCursor cursor = new RowCursor(schema, partition);
        Iterable<Row> all = () -> rows;
        Stream<Row> readable = StreamSupport.stream(all.spliterator(), false).peek(row -> {
            cursor.advance(row);
            if (!row.isNullAt(corrupt)) {
                BadCell cell = BadCell.malformed(row.getString(corrupt), row.getString(reason));
                throw new DataException(cursor.badRow(row, cell).message() + CURE);
            }
        });
        return readable.iterator();
    }
}

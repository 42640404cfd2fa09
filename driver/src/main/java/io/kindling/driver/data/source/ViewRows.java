package io.kindling.driver.data.source;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Converts a source to the Dataset of a view, without the columns that are not data. A bad row fails the query, because
 * a join would drop it silently.
 */
final class ViewRows {
    private static final String[] NOT_DATA = {
        DataSource.CORRUPT_RECORD, DataSource.CORRUPT_REASON, RowOrigin.FILE, RowOrigin.OFFSET, RowOrigin.LINE
    };

    private ViewRows() {}

    static Dataset<Row> of(SourceTable table) {
        StructType schema = table.schema();
        Dataset<Row> rows = table.dataset();
        boolean mayBeBad = Arrays.asList(schema.fieldNames()).contains(DataSource.CORRUPT_RECORD);
        Dataset<Row> readable = mayBeBad
                ? rows.sparkSession()
                        .createDataFrame(
                                table.rows()
                                        .mapPartitionsWithIndex(
                                                (partition, all) -> ReadableRows.of(schema, partition, all), true),
                                schema)
                : rows;
        return readable.drop(NOT_DATA);
    }
}

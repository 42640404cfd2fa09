package io.kindling.driver.data.source;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a source in a query, without the columns that are not data. A join would lose a bad row, so a bad row ends
 * the query.
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

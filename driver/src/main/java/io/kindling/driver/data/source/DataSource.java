package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A source of rows. Columns are numbers, text that training reads as numbers, booleans, arrays, Spark ML vectors or
 * bytes (each 0 to 255). Two kinds of columns are not data: the columns of {@link RowOrigin}, and
 * {@code _corrupt_record}, which holds the text of a row that has the wrong number of cells or cannot be read.
 */
public sealed interface DataSource extends Serializable permits Csv, Idx, LibSvm, Parquet, Sql, Synthetic, Table {

    /** Name of the column with the text of rows that cannot be read; the default name in Spark. */
    String CORRUPT_RECORD = "_corrupt_record";

    /** Name of the column with the reason, in sources that report it. */
    String CORRUPT_REASON = "_corrupt_reason";

    /**
     * Opens the table without reading its rows.
     *
     * @throws io.kindling.trainer.error.DataException if a file is missing, if its header cannot be read, or if
     *     {@link #where} is not valid for the columns
     */
    default SourceTable open(SparkSession spark) {
        return Where.apply(unfiltered(spark), where(), place());
    }

    /**
     * Opens the table without {@link #where}.
     *
     * @throws io.kindling.trainer.error.DataException if a file is missing or its header cannot be read
     */
    SourceTable unfiltered(SparkSession spark);

    /** Returns the Spark SQL condition of the rows to read; null for all rows. */
    String where();

    /** Returns the rows as a Dataset. */
    default Dataset<Row> rows(SparkSession spark) {
        return open(spark).dataset();
    }

    /** Returns the label columns for a configuration that names no label. */
    default List<String> label() {
        return List.of();
    }

    /** Returns the column whose width is determined by the data; empty if the files or the source define all widths. */
    default Optional<String> openColumn() {
        return Optional.empty();
    }

    /** Returns the same source with {@code width} numbers in its {@link #openColumn}. */
    default DataSource ofWidth(int width) {
        return this;
    }

    /** Returns the path or another description of the source, for messages. */
    String place();

    /** Returns the paths or patterns of the files; empty for a source without files. */
    default List<String> paths() {
        return List.of(place());
    }
}

package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where rows come from. Columns are numbers, text that is read as numbers, booleans, arrays, Spark ML vectors or bytes (each 0 to 255). Two kinds of column are not
 * data: those of {@link RowOrigin}, and {@code _corrupt_record}, which holds the text of a row that is not as wide as the table or cannot be read.
 */
public sealed interface DataSource extends Serializable permits Csv, Idx, LibSvm, Parquet, Sql, Synthetic, Table {

    /** Name of the column with the text of rows that cannot be read; Spark's own. */
    String CORRUPT_RECORD = "_corrupt_record";

    /** Name of the column that says why it cannot, in sources that know. */
    String CORRUPT_REASON = "_corrupt_reason";

    /**
     * Opens the table; its rows are read later.
     *
     * @throws io.kindling.trainer.error.DataException if a file is missing or its head cannot be read, or if {@link #where} does not fit the columns
     */
    default SourceTable open(SparkSession spark) {
        return Where.apply(unfiltered(spark), where(), place());
    }

    /**
     * Opens the table with all of its rows.
     *
     * @throws io.kindling.trainer.error.DataException if a file is missing or its head cannot be read
     */
    SourceTable unfiltered(SparkSession spark);

    /** The Spark SQL condition of the rows that are read; null for all rows. */
    String where();

    /** The rows as a Dataset. */
    default Dataset<Row> rows(SparkSession spark) {
        return open(spark).dataset();
    }

    /** Label columns where the configuration names none. */
    default List<String> label() {
        return List.of();
    }

    /** The column whose width the files need not tell; empty where they do, or where the source itself tells it. */
    default Optional<String> openColumn() {
        return Optional.empty();
    }

    /** The same source, with {@code width} numbers in its {@link #openColumn}. */
    default DataSource ofWidth(int width) {
        return this;
    }

    /** The path, for messages. */
    String place();

    /** Paths or patterns on a file system that the rows are read from; none of a source that has no files. */
    default List<String> paths() {
        return List.of(place());
    }
}

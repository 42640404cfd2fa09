package io.kindling.driver.inference;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.driver.spark.MissingJar;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.StorageException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Sink for predictions, in any format of Spark SQL. Text is flat: it has a header line, {@code ""} for a quote in a
 * cell, arrays and vectors as {@code [0.25,0.75]}, and bytes in Base64.
 *
 * @param format name in Spark SQL, such as parquet, csv, json, orc or jdbc, or {@code table} for a table of the catalog
 * @param place an empty folder, or the name of a new table; null if the options define the sink
 * @param options options of the format
 */
public record PredictionSink(String format, String place, Map<String, String> options) {
    private static final String CATALOG = "table";
    private static final String TEXT = "csv";

    /** Options for CSV by RFC 4180, as the source {@code csv} reads it: quotes are doubled and whitespace is kept. */
    private static final Map<String, String> QUOTED = Map.of(
            "header", "true",
            "escape", "\"",
            "ignoreLeadingWhiteSpace", "false",
            "ignoreTrailingWhiteSpace", "false");

    /** Formats for which Spark refuses duplicate column names. */
    private static final Set<String> UNIQUE_NAMES =
            Set.of(CATALOG, "avro", "jdbc", "json", "orc", "parquet", "text", "xml");

    public PredictionSink {
        if (format == null || format.isBlank()) {
            throw new ConfigurationException(
                    "Invalid format of predictions: " + format + " (must be a Spark SQL format)");
        }
        if (place == null && options.isEmpty()) {
            throw new ConfigurationException(
                    "Cannot write predictions: no output; set --output to a folder or table, or set options of the format");
        }
        options = Map.copyOf(options);
    }

    /** Returns the sink as shown in errors. */
    String shown(SparkSession spark) {
        return place == null ? format : isTable() ? place : folder(spark).location();
    }

    private boolean isTable() {
        return format.equals(CATALOG);
    }

    private Folder folder(SparkSession spark) {
        return Folder.of(place, spark.sparkContext().hadoopConfiguration());
    }

    /**
     * Checks that no data is overwritten.
     *
     * @throws ConfigurationException if the folder is not empty or the table exists
     */
    void requireNew(SparkSession spark) {
        if (place != null && (isTable() ? isTaken(spark, place) : !folder(spark).isEmpty())) {
            throw new ConfigurationException("Cannot write predictions: " + shown(spark)
                    + "; it already exists, remove it or set another --output");
        }
    }

    /**
     * Checks that the format can hold the columns.
     *
     * @throws DataException if a name is duplicated and the format does not support this
     */
    void requireUniqueNames(SparkSession spark, StructType schema) {
        Optional<String> shared = new ColumnPatterns(schema, NameCase.of(spark), "the predictions").shared();
        if (shared.isPresent() && UNIQUE_NAMES.contains(format.toLowerCase(Locale.ROOT))) {
            throw new DataException("Cannot write predictions: several columns are named " + shared.get() + ", and "
                    + format + " needs unique names; rename or drop all but one in the data");
        }
    }

    private static boolean isTaken(SparkSession spark, String table) {
        try {
            return spark.catalog().tableExists(table);
        } catch (Exception e) {
            // A ParseException is thrown. It is checked in Java but not declared.
            throw new ConfigurationException("Invalid table: " + table + " (must be a name such as schema.table)", e);
        }
    }

    /** Writes the rows and returns their number. */
    long write(SparkSession spark, Dataset<Row> rows) {
        Observation observed = new Observation("predictions");
        Dataset<Row> counted = (format.equalsIgnoreCase(TEXT) ? flat(rows) : rows)
                .observe(observed, count(lit(1)).as("rows"));
        DataFrameWriter<Row> writer = counted.write()
                .options(format.equalsIgnoreCase(TEXT) ? QUOTED : Map.of())
                .options(options);
        try {
            save(spark, writer);
        } catch (Exception e) {
            Optional<String> missing = MissingJar.advice(e, options.getOrDefault("url", format));
            if (isUnknown(format, e)) {
                throw new ConfigurationException(
                        "Invalid format of predictions: " + format
                                + " (must be parquet, csv, json, orc, or another whose writer is on the class path; "
                                + missing.orElse("check its name") + ")",
                        e);
            }
            if (missing.isPresent()) {
                throw new ConfigurationException("Cannot write predictions: " + shown(spark) + "; " + missing.get(), e);
            }
            throw e;
        }
        try {
            return (Long) observed.getAsJava().get("rows");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("Cannot count predictions: " + shown(spark) + "; it was interrupted", e);
        }
    }

    private void save(SparkSession spark, DataFrameWriter<Row> writer) {
        if (isTable()) {
            writer.mode(SaveMode.ErrorIfExists).saveAsTable(place);
        } else if (place == null) {
            writer.format(format).mode(SaveMode.Append).save();
        } else {
            writer.format(format).mode(SaveMode.Append).save(folder(spark).location());
        }
    }

    /** Spark looks for a class with the name of the format, and for another in a package of that name. */
    private static boolean isUnknown(String format, Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof ClassNotFoundException && message.contains(format)) {
                return true;
            }
        }
        return false;
    }

    private static Dataset<Row> flat(Dataset<Row> rows) {
        StructField[] fields = rows.schema().fields();
        // Uses positions because names can be duplicated.
        String[] names =
                IntStream.range(0, fields.length).mapToObj(i -> "c" + i).toArray(String[]::new);
        Column[] columns = IntStream.range(0, fields.length)
                .mapToObj(i -> flat(col(names[i]), fields[i]))
                .toArray(Column[]::new);
        return rows.toDF(names).select(columns);
    }

    private static Column flat(Column column, StructField field) {
        DataType type = field.dataType();
        if (type.getClass().getSimpleName().equals("VectorUDT")) {
            return to_json(functions.vector_to_array(column, "float64")).as(field.name());
        }
        if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
            return to_json(column).as(field.name());
        }
        return (type instanceof BinaryType ? base64(column) : column).as(field.name());
    }
}

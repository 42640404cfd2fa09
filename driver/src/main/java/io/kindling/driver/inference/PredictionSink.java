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
 * Where predictions go: any format of Spark SQL. Text, which is flat, has a header line, {@code ""} for a quote in a cell, arrays and vectors as {@code [0.25,0.75]}, and bytes in base 64.
 *
 * @param format its name in Spark SQL, such as parquet, csv, json, orc or jdbc, or {@code table} for a table of the catalog
 * @param place a folder that holds nothing, or the name of a new table; null where the options say it all
 * @param options handed to the format
 */
public record PredictionSink(String format, String place, Map<String, String> options) {
    private static final String CATALOG = "table";
    private static final String TEXT = "csv";

    /** So that the source {@code csv}, and RFC 4180, reads each cell as it was: quotes doubled, blanks kept. */
    private static final Map<String, String> QUOTED = Map.of(
            "header", "true",
            "escape", "\"",
            "ignoreLeadingWhiteSpace", "false",
            "ignoreTrailingWhiteSpace", "false");

    /** What Spark refuses to write with two columns of one name. */
    private static final Set<String> OF_DIFFERENT_NAMES =
            Set.of(CATALOG, "avro", "jdbc", "json", "orc", "parquet", "text", "xml");

    public PredictionSink {
        if (format == null || format.isBlank()) {
            throw new ConfigurationException(
                    "Invalid format of predictions: " + format + " (must be a Spark SQL format)");
        }
        if (place == null && options.isEmpty()) {
            throw new ConfigurationException(
                    "Cannot write predictions: no place; name a folder or table with --output, or give the format its options");
        }
        options = Map.copyOf(options);
    }

    /** What messages call it. */
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
     * Makes sure that nothing will be lost.
     *
     * @throws ConfigurationException if the folder holds something, or the table is there
     */
    void requireNew(SparkSession spark) {
        if (place != null && (isTable() ? isTaken(spark, place) : !folder(spark).isEmpty())) {
            throw new ConfigurationException("Cannot write predictions: " + shown(spark)
                    + "; it holds something already, give another place with --output or remove it");
        }
    }

    /**
     * Makes sure that the format can hold the columns.
     *
     * @throws DataException if two have one name, and the format takes but one
     */
    void requireDifferentNames(SparkSession spark, StructType schema) {
        Optional<String> shared = new ColumnPatterns(schema, NameCase.of(spark), "the predictions").shared();
        if (shared.isPresent() && OF_DIFFERENT_NAMES.contains(format.toLowerCase(Locale.ROOT))) {
            throw new DataException("Cannot write predictions: several columns are named " + shared.get() + ", and "
                    + format + " takes one of a name; rename or drop all but one in the data");
        }
    }

    private static boolean isTaken(SparkSession spark, String table) {
        try {
            return spark.catalog().tableExists(table);
        } catch (Exception e) {
            // A ParseException, which Java does not see coming.
            throw new ConfigurationException("Invalid table: " + table + " (must be a name such as schema.table)", e);
        }
    }

    /** Writes, and returns the number of rows. */
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

    /** Spark looks for a class of the format's name, and for another below it. */
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
        // By position: several columns may have a name.
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

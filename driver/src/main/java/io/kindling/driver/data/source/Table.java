package io.kindling.driver.data.source;

import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/**
 * A table in any other format of Spark SQL, such as ORC, JSON, Avro, JDBC, Iceberg or Delta.
 *
 * @param format name of the format in Spark SQL, or {@code table} for a table of the catalog
 * @param path a file, a folder, a pattern or the name of the table; null if the options define what to read
 * @param options options of the format
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Table(String format, String path, Map<String, String> options, String where) implements DataSource {
    private static final String CATALOG = "table";

    /** Formats whose path is a path of a file system. */
    private static final Set<String> FILES = Set.of("avro", "csv", "json", "orc", "parquet", "text");

    public Table {
        if (format == null || format.isBlank()) {
            throw new ConfigurationException("Invalid data.source.format: " + format + " (must be a Spark SQL format)");
        }
        options = Map.copyOf(options);
        Where.require(where);
    }

    public Table(String format, String path, Map<String, String> options) {
        this(format, path, options, null);
    }

    public Table(String format) {
        this(format, null, Map.of());
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        return SparkErrors.unwrap(place(), address(), () -> read(spark));
    }

    private String address() {
        return options.entrySet().stream()
                .filter(option -> option.getKey().equalsIgnoreCase("url"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(place());
    }

    private SourceTable read(SparkSession spark) {
        SourceTable table = table(spark);
        if (format.equalsIgnoreCase("json")
                && List.of(table.schema().fieldNames()).equals(List.of(CORRUPT_RECORD))) {
            throw new DataException("Cannot read data: " + place() + "; no line is a JSON object; if objects span"
                    + " several lines, set options: {multiLine: true} in the source");
        }
        return table;
    }

    private SourceTable table(SparkSession spark) {
        DataFrameReader reader = spark.read().options(options);
        if (format.equals(CATALOG)) {
            return SourceTable.of(reader.table(path));
        }
        DataFrameReader formatted = reader.format(format);
        if (path == null) {
            return SourceTable.of(formatted.load());
        }
        if (paths().isEmpty() || options.keySet().stream().anyMatch("basePath"::equalsIgnoreCase)) {
            return SourceTable.of(formatted.load(path));
        }
        return SourceTable.of(
                InputFiles.read(spark, path, () -> spark.read().options(options).format(format)));
    }

    @Override
    public String place() {
        return path == null ? format : path;
    }

    @Override
    public List<String> paths() {
        return path != null && FILES.contains(format.toLowerCase(Locale.ROOT)) ? List.of(path) : List.of();
    }
}

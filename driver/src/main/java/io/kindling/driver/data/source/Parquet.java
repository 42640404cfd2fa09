package io.kindling.driver.data.source;

import org.apache.spark.sql.SparkSession;

/**
 * Parquet files.
 *
 * @param path a file, a folder or a pattern
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Parquet(String path, String where) implements DataSource {
    public Parquet {
        Files.requirePath("data.source.path", path);
        Where.require(where);
    }

    public Parquet(String path) {
        this(path, null);
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        return SourceTable.of(
                InputFiles.readWithOrigin(spark, path, () -> spark.read().format("parquet")));
    }

    @Override
    public String place() {
        return path;
    }
}

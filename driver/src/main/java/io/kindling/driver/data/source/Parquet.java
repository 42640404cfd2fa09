package io.kindling.driver.data.source;

import org.apache.spark.sql.SparkSession;

/**
 * Parquet files.
 *
 * @param path a file, a folder or a pattern
 */
public record Parquet(String path) implements DataSource {
    public Parquet {
        Files.requirePath("data.source.path", path);
    }

    @Override
    public SourceTable open(SparkSession spark) {
        return SourceTable.of(
                InputFiles.readWithOrigin(spark, path, () -> spark.read().format("parquet")));
    }

    @Override
    public String place() {
        return path;
    }
}

package io.kindling.driver.data.source;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
    public Dataset<Row> rows(SparkSession spark) {
        Files.requireExisting(path, spark.sparkContext().hadoopConfiguration());
        return Origin.attach(spark.read().parquet(path));
    }

    @Override
    public String place() {
        return path;
    }
}

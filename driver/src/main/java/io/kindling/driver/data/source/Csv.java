package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Arrays;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Comma-separated text, also compressed. The first line of the first file tells how many columns there are; a row of another width is a bad row.
 *
 * @param path a file, a folder or a pattern
 * @param header whether the first line of each file names the columns, which must then be the same in every file; otherwise they are called {@code _c0}, {@code _c1}, ...
 * @param separator between the columns
 */
public record Csv(String path, boolean header, String separator) implements DataSource {
    public Csv {
        Files.requirePath("data.source.path", path);
    }

    public Csv(String path) {
        this(path, true, ",");
    }

    @Override
    public Dataset<Row> rows(SparkSession spark) {
        Files.requireExisting(path, spark.sparkContext().hadoopConfiguration());
        StructField[] text = reader(spark).csv(path).schema().fields();
        if (text.length == 0) {
            throw new DataException("Cannot read data: " + path + "; it holds no rows");
        }
        StructField[] fields = Arrays.copyOf(text, text.length + 1);
        fields[text.length] = DataTypes.createStructField(CORRUPT_RECORD, DataTypes.StringType, true);
        return Origin.attach(reader(spark)
                .schema(new StructType(fields))
                .option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", CORRUPT_RECORD)
                .option("columnPruning", false)
                .option("enforceSchema", false)
                .csv(path));
    }

    private DataFrameReader reader(SparkSession spark) {
        return spark.read()
                .option("header", header)
                .option("sep", separator)
                .option("inferSchema", false)
                .option("ignoreLeadingWhiteSpace", true)
                .option("ignoreTrailingWhiteSpace", true);
    }

    @Override
    public String place() {
        return path;
    }
}

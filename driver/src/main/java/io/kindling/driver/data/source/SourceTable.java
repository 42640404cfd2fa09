package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.NameCase;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.StructType;

/** A table of rows, available as a Dataset and as an RDD. Created from either, and converted on demand. */
public final class SourceTable {
    private final StructType schema;
    private final Supplier<JavaRDD<Row>> rows;
    private final Supplier<Dataset<Row>> dataset;
    private final SparkSession spark;
    private final StructType datasetSchema;
    private final int[] origins;

    private SourceTable(
            StructType schema,
            Supplier<JavaRDD<Row>> rows,
            Supplier<Dataset<Row>> dataset,
            SparkSession spark,
            StructType datasetSchema,
            int[] origins) {
        this.schema = schema;
        this.rows = rows;
        this.dataset = dataset;
        this.spark = spark;
        this.datasetSchema = datasetSchema;
        this.origins = origins;
    }

    private static int[] identity(StructType schema) {
        return IntStream.range(0, schema.length()).toArray();
    }

    /** Returns a table that Spark SQL reads. */
    public static SourceTable of(Dataset<Row> dataset) {
        StructType schema = dataset.schema();
        return new SourceTable(
                schema, dataset::javaRDD, () -> dataset, dataset.sparkSession(), schema, identity(schema));
    }

    /** Returns a table whose rows are read without Spark SQL. */
    static SourceTable of(SparkSession spark, JavaRDD<Row> rows, StructType schema) {
        return new SourceTable(
                schema, () -> rows, () -> spark.createDataFrame(rows, schema), spark, schema, identity(schema));
    }

    /**
     * Returns the table with a function applied to each row. {@link #dataset} still returns the unchanged rows.
     *
     * @param changedFrom index of the source column for each column of {@code changedSchema}
     */
    public SourceTable map(StructType changedSchema, int[] changedFrom, Function<Row, Row> change) {
        int[] changedOrigins =
                IntStream.of(changedFrom).map(column -> origins[column]).toArray();
        return new SourceTable(changedSchema, () -> rows().map(change), dataset, spark, datasetSchema, changedOrigins);
    }

    /**
     * Returns the first rows of the Dataset, and reads no more than necessary. Spark SQL sends them to the driver, so
     * Kryo needs no registered row class.
     */
    public List<Row> first(int count) {
        return dataset().takeAsList(count);
    }

    /** Returns a table of the same schema with other rows. */
    public SourceTable withRows(List<Row> rowsOfDataset) {
        return of(spark.createDataFrame(rowsOfDataset, datasetSchema));
    }

    /** Returns the index in the Dataset of the source of a column. */
    public int origin(int column) {
        return origins[column];
    }

    /** Returns the schema of the Dataset. */
    public StructType datasetSchema() {
        return datasetSchema;
    }

    /** Returns whether column names are case-sensitive in the session. */
    public NameCase nameCase() {
        return NameCase.of(spark);
    }

    public StructType schema() {
        return schema;
    }

    /** Returns the time zone of the session, in which Spark casts between dates, timestamps and text. */
    public ZoneId timeZone() {
        return DateTimeUtils.getZoneId(spark.conf().get("spark.sql.session.timeZone"));
    }

    public JavaRDD<Row> rows() {
        return rows.get();
    }

    public Dataset<Row> dataset() {
        return dataset.get();
    }
}

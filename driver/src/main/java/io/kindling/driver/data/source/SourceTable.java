package io.kindling.driver.data.source;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The rows of a table, as a Dataset and as an RDD; made as either, and only turned into the other where that is asked for. */
public final class SourceTable {
    private final StructType schema;
    private final Supplier<JavaRDD<Row>> rows;
    private final Supplier<Dataset<Row>> dataset;

    private SourceTable(StructType schema, Supplier<JavaRDD<Row>> rows, Supplier<Dataset<Row>> dataset) {
        this.schema = schema;
        this.rows = rows;
        this.dataset = dataset;
    }

    /** A table that Spark SQL reads. */
    public static SourceTable of(Dataset<Row> dataset) {
        return new SourceTable(dataset.schema(), dataset::javaRDD, () -> dataset);
    }

    /** A table whose rows are read without Spark SQL. */
    static SourceTable of(SparkSession spark, JavaRDD<Row> rows, StructType schema) {
        return new SourceTable(schema, () -> rows, () -> spark.createDataFrame(rows, schema));
    }

    /** The same rows, changed one by one; where a Dataset is asked for, it is that of the unchanged table. */
    public SourceTable map(StructType changedSchema, Function<Row, Row> change) {
        return new SourceTable(changedSchema, () -> rows().map(change), dataset);
    }

    public StructType schema() {
        return schema;
    }

    public JavaRDD<Row> rows() {
        return rows.get();
    }

    public Dataset<Row> dataset() {
        return dataset.get();
    }
}

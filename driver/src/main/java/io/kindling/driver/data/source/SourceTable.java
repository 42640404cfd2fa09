package io.kindling.driver.data.source;

import java.time.ZoneId;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.StructType;

/** The rows of a table, as a Dataset and as an RDD; made as either, and only turned into the other where that is asked for. */
public final class SourceTable {
    private final StructType schema;
    private final Supplier<JavaRDD<Row>> rows;
    private final Supplier<Dataset<Row>> dataset;
    private final Supplier<SparkSession> session;

    private SourceTable(
            StructType schema,
            Supplier<JavaRDD<Row>> rows,
            Supplier<Dataset<Row>> dataset,
            Supplier<SparkSession> session) {
        this.schema = schema;
        this.rows = rows;
        this.dataset = dataset;
        this.session = session;
    }

    /** A table that Spark SQL reads. */
    public static SourceTable of(Dataset<Row> dataset) {
        return new SourceTable(dataset.schema(), dataset::javaRDD, () -> dataset, dataset::sparkSession);
    }

    /** A table whose rows are read without Spark SQL. */
    static SourceTable of(SparkSession spark, JavaRDD<Row> rows, StructType schema) {
        return new SourceTable(schema, () -> rows, () -> spark.createDataFrame(rows, schema), () -> spark);
    }

    /** The same rows, changed one by one; where a Dataset is asked for, it is that of the unchanged table. */
    public SourceTable map(StructType changedSchema, Function<Row, Row> change) {
        return new SourceTable(changedSchema, () -> rows().map(change), dataset, session);
    }

    public StructType schema() {
        return schema;
    }

    /** Time zone of the session, in which Spark casts between dates, timestamps and text. */
    public ZoneId timeZone() {
        return DateTimeUtils.getZoneId(session.get().conf().get("spark.sql.session.timeZone"));
    }

    public JavaRDD<Row> rows() {
        return rows.get();
    }

    public Dataset<Row> dataset() {
        return dataset.get();
    }
}

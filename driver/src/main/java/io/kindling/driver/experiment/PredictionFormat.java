package io.kindling.driver.experiment;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import io.kindling.trainer.error.StorageException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** How predictions are written. Text has a header line, arrays and vectors as {@code [0.25,0.75]}, and bytes in base 64. */
public enum PredictionFormat {
    PARQUET,
    CSV,
    JSON;

    /** Writes into a folder that holds nothing, and returns the number of rows. */
    long write(Dataset<Row> rows, String folder) {
        Observation observed = new Observation("predictions");
        Dataset<Row> counted = (this == CSV ? flat(rows) : rows)
                .observe(observed, count(lit(1)).as("rows"));
        counted.write()
                .format(name().toLowerCase(Locale.ROOT))
                .option("header", true)
                .mode(SaveMode.Append)
                .save(folder);
        try {
            return (Long) observed.getAsJava().get("rows");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("Cannot count predictions: " + folder + "; it was interrupted", e);
        }
    }

    private static Dataset<Row> flat(Dataset<Row> rows) {
        Column[] columns = Arrays.stream(rows.schema().fields())
                .map(PredictionFormat::flat)
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    private static Column flat(StructField field) {
        Column column = col("`" + field.name().replace("`", "``") + "`");
        DataType type = field.dataType();
        if (type.getClass().getSimpleName().equals("VectorUDT")) {
            return to_json(functions.vector_to_array(column, "float64")).as(field.name());
        }
        if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
            return to_json(column).as(field.name());
        }
        return type instanceof BinaryType ? base64(column).as(field.name()) : column;
    }
}

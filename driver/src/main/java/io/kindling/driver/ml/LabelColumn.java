package io.kindling.driver.ml;

import io.kindling.driver.data.SparkErrors;
import io.kindling.trainer.error.DataException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** How many classes a column of labels has. */
final class LabelColumn {
    private static final int FEWEST = 2;
    private static final int MOST = 1_000_000;

    private LabelColumn() {}

    /** What the metadata of {@code StringIndexer} says; without any, one more than the largest label, which takes a job. */
    static int classes(Dataset<?> dataset, String column) {
        StructField field = Columns.of(dataset).require("labelCol", column);
        Metadata metadata = field.metadata();
        int known = metadata.contains("ml_attr") ? ofAttribute(metadata.getMetadata("ml_attr")) : 0;
        return known > 0 ? known : ofValues(dataset, field.name());
    }

    private static int ofAttribute(Metadata attribute) {
        if (attribute.contains("vals")) {
            return attribute.getStringArray("vals").length;
        }
        return attribute.contains("num_vals") ? Math.toIntExact(attribute.getLong("num_vals")) : 0;
    }

    private static int ofValues(Dataset<?> dataset, String column) {
        Row largest = SparkErrors.unwrap(
                "the data",
                () -> dataset.toDF()
                        .agg(functions.max(Columns.of(column).cast("double")))
                        .first());
        if (largest.isNullAt(0)) {
            throw new DataException("Cannot count the classes of column " + column + ": it holds no values");
        }
        double label = largest.getDouble(0);
        if (!(label >= 0 && label < MOST && label == Math.rint(label))) {
            throw new DataException("Invalid label: " + label + " (must be a class index, 0 to one below the number of "
                    + "classes, in column " + column + "; StringIndexer makes such a column)");
        }
        return Math.max(FEWEST, (int) label + 1);
    }
}

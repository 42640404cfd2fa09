package io.kindling.driver.data;

import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.SourceTable;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The width that a model gives to a source whose files need not tell it, as those of LIBSVM, where the last features of all rows may be 0.
 *
 * @param features that the model takes
 * @param columns of the model
 * @param featureColumns that its features come from
 */
public record ModelWidth(int features, FittedColumns columns, List<String> featureColumns) {
    public ModelWidth {
        featureColumns = List.copyOf(featureColumns);
    }

    /** The source, as wide as the model takes it beside the other columns. */
    public DataSource apply(SparkSession spark, DataSource source) {
        DataSource narrow = source.ofWidth(1);
        if (narrow.equals(source)) {
            return source;
        }
        return SparkErrors.unwrap(source.place(), () -> {
            SourceTable table = columns.apply(narrow.open(spark));
            int others = RowLayout.width(table, source.place(), featureColumns) - 1;
            return source.ofWidth(features - others);
        });
    }
}

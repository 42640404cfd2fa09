package io.kindling.driver.data;

import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.sql.NameCase;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The width that a model gives to a source whose files need not tell it, as those of LIBSVM, where the last features of all rows may be 0.
 *
 * @param columns that the features of the model come from
 * @param features of an example
 */
public record ModelWidth(FeatureColumns columns, int features) {

    /** The source, as wide as the model takes it; the same source where its files tell their width or the model does not read them. */
    public DataSource apply(SparkSession spark, DataSource source) {
        return source.openColumn()
                .flatMap(column -> width(column, NameCase.of(spark)))
                .map(source::ofWidth)
                .orElse(source);
    }

    private Optional<Integer> width(String column, NameCase nameCase) {
        int at = nameCase.indexOf(columns.names(), column);
        if (at < 0) {
            return Optional.empty();
        }
        return columns.names().size() == 1
                ? Optional.of(features)
                : columns.widths().stream().skip(at).findFirst();
    }
}

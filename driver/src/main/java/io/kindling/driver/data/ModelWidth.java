package io.kindling.driver.data;

import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.sql.NameCase;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The number of features that a model expects from a source whose files may not show it. In LIBSVM files, the last
 * features may be 0 in all rows and so be absent.
 *
 * @param columns feature columns of the model
 * @param features number of features per example
 */
public record ModelWidth(FeatureColumns columns, int features) {

    /**
     * Returns the source with the width that the model expects. Returns the source itself if its files define the width
     * or if the model does not use its column.
     */
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

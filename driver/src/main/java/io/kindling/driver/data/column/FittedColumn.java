package io.kindling.driver.data.column;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * A rule for one column, with what the training table told of it.
 *
 * @param type of the column in the training table; null in a model that was saved before types were stored
 * @param categories as canonical texts, for {@link Fit#CATEGORIES}, in order
 * @param number for {@link Fit#MEAN} and {@link Fit#MEDIAN}
 */
public record FittedColumn(String column, ColumnRule rule, ValueType type, List<String> categories, double number)
        implements Serializable {
    public FittedColumn {
        categories = List.copyOf(categories);
    }

    public FittedColumn(String column, ColumnRule rule) {
        this(column, rule, null, List.of(), 0);
    }

    /** Names of the columns that come out. */
    public List<String> outputs() {
        return rule.fields(column).stream().map(StructField::name).toList();
    }

    CellEncoder encoder(TableColumn read) {
        return rule.encoder(this, read);
    }
}

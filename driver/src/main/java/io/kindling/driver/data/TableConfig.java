package io.kindling.driver.data;

import io.kindling.driver.data.column.ColumnRule;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The roles and rules of the columns of a table.
 *
 * @param label columns of the targets: one class index, or the numbers of a regression; empty for the source's own
 *     label. A number is the position of a column from 0, a negative one from the end
 * @param features columns, each a name, a range {@code first..last} or a pattern with {@code *} and {@code ?}, in this
 *     order; empty for all columns but label and weight, in the order of the table. A range or pattern skips label and
 *     weight. Arrays, nested arrays, vectors and bytes are flattened; nested arrays must have the shape of
 *     network.input
 * @param expressions Spark SQL expressions over the columns of every source, by the name of the new column, such as
 *     {@code late: "delay > 15"}. An expression can use the columns of earlier ones. The new columns follow the columns
 *     of the table; label, features, columns and weight can name them. The model stores the expressions of its features
 *     and label
 * @param columns rules for columns that are not numbers as they stand: categories, dates, missing values. At most one
 *     rule per column; features are named after its outputs. Rules are fitted on all rows of {@code source}, held-out
 *     rows included, without their labels
 * @param nullValues texts and numbers that stand for a missing value in any column of any source, such as {@code NA},
 *     {@code ?} or -999. Texts are compared without surrounding blanks, numbers as numbers. The model stores them;
 *     evaluation and prediction add their own
 * @param weight column of example weights, at least 0; null gives every example the weight 1
 */
public record TableConfig(
        List<String> label,
        List<String> features,
        Map<String, String> expressions,
        List<ColumnRule> columns,
        List<String> nullValues,
        String weight)
        implements Serializable {
    public TableConfig {
        label = List.copyOf(label);
        features = List.copyOf(features);
        expressions = new DerivedColumns(expressions).expressions();
        columns = List.copyOf(columns);
        nullValues = List.copyOf(nullValues);
    }

    public TableConfig() {
        this(List.of(), List.of(), null);
    }

    public TableConfig(List<String> label, List<String> features, String weight) {
        this(label, features, Map.of(), List.of(), List.of(), weight);
    }

    /** Returns the columns that the expressions create. */
    public DerivedColumns derived() {
        return new DerivedColumns(expressions);
    }
}

package io.kindling.driver.data.column;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the columns of a table become numbers: the rules of a configuration with what the training table told. Kept with the model, and applied wherever it is used. A column without a rule is read as it
 * stands, and one that a table does not have is passed over.
 *
 * @param columns each once
 */
public record FittedColumns(List<FittedColumn> columns) implements Serializable {
    public FittedColumns {
        columns = List.copyOf(columns);
    }

    /** No rules. */
    public FittedColumns() {
        this(List.of());
    }

    /**
     * The rules before anything is known of the table: all that they say of its width.
     *
     * @param place of the table, for messages
     * @throws ConfigurationException if two rules name one column
     */
    public static FittedColumns unfitted(StructType schema, String place, List<ColumnRule> rules) {
        ColumnPatterns patterns = new ColumnPatterns(RowLayout.dataColumns(schema), place);
        List<FittedColumn> columns = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (ColumnRule rule : rules) {
            for (String column : patterns.all("data.columns", rule.columns())) {
                if (!named.add(column)) {
                    throw new ConfigurationException(
                            "Invalid data.columns: " + column + " (two rules name it; give it one)");
                }
                columns.add(new FittedColumn(column, rule));
            }
        }
        return new FittedColumns(columns);
    }

    /** The rules fitted on all rows of a table; runs a job for each kind of {@link Fit} that they ask for. */
    public static FittedColumns fit(SourceTable table, String place, List<ColumnRule> rules) {
        FittedColumns unfitted = unfitted(table.schema(), place, rules);
        return unfitted.columns.stream().allMatch(column -> column.rule().fit() == Fit.NOTHING)
                ? unfitted
                : new FittedColumns(new ColumnSurvey(table, place, unfitted.columns).fitted());
    }

    /** The table with its columns encoded, lazily. */
    public SourceTable apply(SourceTable table) {
        if (columns.isEmpty()) {
            return table;
        }
        RowTransform transform = over(table.schema());
        return table.map(transform.schema(), transform::apply);
    }

    /** The encoding of the rows of one table. */
    public RowTransform over(StructType schema) {
        return new RowTransform(schema, columns);
    }

    /** Names of the columns that come out, and that {@code data.scaling} leaves as they are. */
    public Set<String> unscaled() {
        return columns.stream()
                .filter(column -> !column.rule().isScaled())
                .flatMap(column -> column.rule().fields(column.column()).stream())
                .map(StructField::name)
                .collect(Collectors.toSet());
    }
}

package io.kindling.driver.data.column;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the columns of a table become numbers: the rules of a configuration with what the training table told. Kept with the model, and applied wherever it is used. A column without a rule is read as it
 * stands, and one that a table does not have is passed over.
 *
 * @param columns each once
 * @param nullValues that stand for a missing value in any column of the table, before the rules
 */
public record FittedColumns(List<FittedColumn> columns, List<String> nullValues) implements Serializable {
    public FittedColumns {
        columns = List.copyOf(columns);
        nullValues = List.copyOf(nullValues);
    }

    /** No rules. */
    public FittedColumns() {
        this(List.of(), List.of());
    }

    /**
     * The rules before anything is known of the table: all that they say of its width.
     *
     * @param place of the table, for messages
     * @throws ConfigurationException if two rules name one column
     */
    public static FittedColumns unfitted(StructType schema, String place, List<ColumnRule> rules) {
        ColumnPatterns patterns = new ColumnPatterns(schema, place);
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
        return new FittedColumns(columns, List.of());
    }

    /**
     * The rules fitted on all rows of a table; runs a job for each kind of {@link Fit} that they ask for.
     *
     * @param nullValues that stand for a missing value
     */
    public static FittedColumns fit(SourceTable table, String place, List<ColumnRule> rules, List<String> nullValues) {
        FittedColumns unfitted = unfitted(table.schema(), place, rules).withNullValues(nullValues);
        if (unfitted.columns.stream().allMatch(column -> column.rule().fit() == Fit.NOTHING)) {
            return unfitted;
        }
        SourceTable present = new FittedColumns().withNullValues(nullValues).apply(table);
        return new FittedColumns(new ColumnSurvey(present, place, unfitted.columns).fitted(), nullValues);
    }

    /** The same, with more values that stand for a missing one. */
    public FittedColumns withNullValues(List<String> more) {
        return new FittedColumns(
                columns,
                Stream.concat(nullValues.stream(), more.stream()).distinct().toList());
    }

    /** The table with its columns encoded, lazily. */
    public SourceTable apply(SourceTable table) {
        if (columns.isEmpty() && nullValues.isEmpty()) {
            return table;
        }
        RowTransform transform = over(table.schema());
        return table.map(transform.schema(), transform::apply);
    }

    /** The encoding of the rows of one table. */
    public RowTransform over(StructType schema) {
        return new RowTransform(schema, this);
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

package io.kindling.driver.data.column;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.time.ZoneOffset;
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
                ValueType type = ValueType.of(schema.apply(column).dataType());
                columns.add(new FittedColumn(column, rule, type, List.of(), 0));
            }
        }
        return new FittedColumns(columns);
    }

    /**
     * The rules fitted on all rows of a table; runs a job for each kind of {@link Fit} that they ask for.
     *
     * @throws ConfigurationException if two rules name one column, or if a rule has values that are none of its column's type
     * @throws DataException before a job runs, if a rule cannot read the type of its column
     */
    public static FittedColumns fit(SourceTable table, String place, List<ColumnRule> rules) {
        FittedColumns unfitted = unfitted(table.schema(), place, rules);
        unfitted.encoded(table.schema(), place);
        return unfitted.columns.stream().allMatch(column -> column.rule().fit() == Fit.NOTHING)
                ? unfitted
                : new FittedColumns(new ColumnSurvey(table, place, unfitted.columns).fitted());
    }

    /** The rules without those of columns that none of the features comes from, such as labels. */
    public FittedColumns feeding(List<String> features) {
        return new FittedColumns(columns.stream()
                .filter(column -> column.rule().fields(column.column()).stream()
                        .anyMatch(field -> features.contains(field.name())))
                .toList());
    }

    /**
     * The table with its columns encoded, lazily.
     *
     * @param place of the table, for messages
     * @throws DataException if a column cannot be read as it was in training
     */
    public SourceTable apply(SourceTable table, String place) {
        if (columns.isEmpty()) {
            return table;
        }
        RowTransform transform = over(table, place);
        return table.map(transform.schema(), transform::apply);
    }

    /**
     * The encoding of the rows of one table.
     *
     * @param place of the table, for messages
     * @throws DataException if a column cannot be read as it was in training
     */
    public RowTransform over(SourceTable table, String place) {
        return new RowTransform(table.schema(), columns, place, table.timeZone());
    }

    /**
     * The schema of an encoded table; for checks where there are no rows yet.
     *
     * @throws DataException if a column cannot be read as it was in training
     */
    public StructType encoded(StructType schema, String place) {
        return new RowTransform(schema, columns, place, ZoneOffset.UTC).schema();
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

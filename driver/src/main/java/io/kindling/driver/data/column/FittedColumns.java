package io.kindling.driver.data.column;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rules that convert the columns of a table to numbers, fitted to the training table. Stored with the model, and
 * applied wherever the model is used. A column without a rule is not changed. A rule whose column is missing from the
 * table is ignored.
 *
 * @param columns fitted columns, each once
 * @param nullValues values that represent a missing value in any column; replaced before the rules apply
 */
public record FittedColumns(List<FittedColumn> columns, List<String> nullValues) implements Serializable {
    private static final String KEY = "data.columns";
    private static final int EXAMPLES = 5;

    public FittedColumns {
        columns = List.copyOf(columns);
        nullValues = List.copyOf(nullValues);
    }

    /** Creates an empty set of rules. */
    public FittedColumns() {
        this(List.of(), List.of());
    }

    /** Returns the unfitted rules of features. */
    public static FittedColumns unfitted(StructType schema, NameCase nameCase, String place, List<ColumnRule> rules) {
        return unfitted(schema, nameCase, place, rules, List.of());
    }

    /**
     * Returns the unfitted rules, which define the width of the table.
     *
     * @param place location of the table, for errors
     * @param labels names or numbers of the label columns
     * @throws ConfigurationException if two rules name the same column
     * @throws DataException if a rule names a column that is missing or ambiguous
     */
    public static FittedColumns unfitted(
            StructType schema, NameCase nameCase, String place, List<ColumnRule> rules, List<String> labels) {
        ColumnPatterns patterns = new ColumnPatterns(schema, nameCase, place);
        List<FittedColumn> columns = new ArrayList<>();
        Set<Integer> named = new HashSet<>();
        Set<Integer> targets = rules.isEmpty()
                ? Set.of()
                : labels.stream()
                        .map(label -> patterns.one("data.label", label))
                        .collect(Collectors.toSet());
        for (ColumnRule rule : rules) {
            List<Integer> found = patterns.all(KEY, rule.columns());
            patterns.requireUnique(KEY, found);
            for (int position : found) {
                String column = schema.fields()[position].name();
                if (!named.add(position)) {
                    throw new ConfigurationException(
                            "Invalid data.columns: " + column + " (has two rules; remove one)");
                }
                ValueType type = ValueType.of(schema.fields()[position].dataType());
                Role role = targets.contains(position) ? Role.LABEL : Role.FEATURE;
                columns.add(new FittedColumn(column, rule, type, List.of(), 0, role));
            }
        }
        return new FittedColumns(columns, List.of());
    }

    /** Returns the rules of features, fitted to all rows of a table. */
    public static FittedColumns fit(SourceTable table, String place, List<ColumnRule> rules, List<String> nullValues) {
        return fit(table, place, rules, nullValues, List.of());
    }

    /**
     * Returns the rules, fitted to all rows of a table. Runs one job for each kind of {@link Fit} in use.
     *
     * @param nullValues values that represent a missing value
     * @param labels names or numbers of the label columns
     * @throws ConfigurationException if two rules name the same column, or a value of a rule does not match the type of
     *     its column
     * @throws DataException before a job runs, if a rule cannot read the type of its column
     */
    public static FittedColumns fit(
            SourceTable table, String place, List<ColumnRule> rules, List<String> nullValues, List<String> labels) {
        FittedColumns unfitted =
                unfitted(table.schema(), table.nameCase(), place, rules, labels).withNullValues(nullValues);
        unfitted.encoded(table.schema(), table.nameCase(), place);
        if (unfitted.columns.stream().allMatch(column -> column.rule().fit() == Fit.NOTHING)) {
            return unfitted;
        }
        SourceTable present = new FittedColumns(List.of(), nullValues).apply(table, place);
        return new FittedColumns(new ColumnSurvey(present, place, unfitted.columns).fitted(), unfitted.nullValues);
    }

    /**
     * Returns the rules, fitted to a sample of a table. Fits categories only, because the sample may contain no number
     * to impute.
     *
     * @param nullValues values that represent a missing value
     * @param labels names or numbers of the label columns
     */
    public static FittedColumns fitSample(
            SourceTable table, String place, List<ColumnRule> rules, List<String> nullValues, List<String> labels) {
        FittedColumns unfitted =
                unfitted(table.schema(), table.nameCase(), place, rules, labels).withNullValues(nullValues);
        List<FittedColumn> categories = unfitted.columns.stream()
                .filter(column -> column.rule().fit() == Fit.CATEGORIES)
                .toList();
        SourceTable present = new FittedColumns(List.of(), nullValues).apply(table, place);
        List<FittedColumn> fitted = new ArrayList<>(new ColumnSurvey(present, place, categories).fitted());
        unfitted.columns.stream()
                .filter(column -> column.rule().fit() != Fit.CATEGORIES)
                .forEach(fitted::add);
        return new FittedColumns(fitted, unfitted.nullValues);
    }

    /**
     * Returns a warning for each column whose categories in the sample are all unknown.
     *
     * @param rows sample of the table
     * @param place location of the table, for errors
     */
    public List<String> unseen(SourceTable table, List<Row> rows, String place) {
        ColumnPatterns patterns = new ColumnPatterns(table.schema(), table.nameCase(), place);
        NullValues missing = nullValues.isEmpty() ? null : new NullValues(nullValues, table.timeZone());
        List<String> warnings = new ArrayList<>();
        for (FittedColumn column : columns) {
            if (column.rule().fit() == Fit.CATEGORIES && !column.isLabel() && patterns.has(column.column())) {
                int position = patterns.named(KEY, column.column());
                StructField field = table.schema().fields()[position];
                Categories categories = Categories.of(
                        column, null, new TableColumn(field.name(), field.dataType(), place, table.timeZone()));
                unknown(column, categories, cells(rows, position, missing)).ifPresent(warnings::add);
            }
        }
        return warnings;
    }

    private static List<Object> cells(List<Row> rows, int position, NullValues missing) {
        List<Object> cells = new ArrayList<>();
        for (Row row : rows) {
            Object cell = row.get(position);
            cells.add(missing == null ? cell : missing.present(cell));
        }
        return cells;
    }

    private static Optional<String> unknown(FittedColumn column, Categories categories, List<Object> cells) {
        Set<String> unknown = new LinkedHashSet<>();
        int values = 0;
        for (Object cell : cells) {
            try {
                int number = categories.number(cell);
                if (number > 0) {
                    return Optional.empty();
                }
                if (number == 0) {
                    values++;
                    unknown.add(categories.category(cell));
                }
            } catch (UnreadableCell e) {
                // Bad rows are reported separately.
            }
        }
        return values == 0
                ? Optional.empty()
                : Optional.of("column " + column.column() + ": the model knows none of the " + unknown.size()
                        + (unknown.size() == 1 ? " category" : " categories") + " in the first " + values
                        + " values ("
                        + String.join(", ", unknown.stream().limit(EXAMPLES).toList())
                        + (unknown.size() > EXAMPLES ? ", ..." : "") + "); it knows " + shown(column.categories()));
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(EXAMPLES, names.size())))
                + (names.size() > EXAMPLES ? ", ... (" + names.size() + " categories)" : "");
    }

    /** Returns the same rules with additional values that represent a missing value. */
    public FittedColumns withNullValues(List<String> more) {
        return new FittedColumns(
                columns,
                Stream.concat(nullValues.stream(), more.stream()).distinct().toList());
    }

    /**
     * Returns the table with encoded columns. Evaluated lazily.
     *
     * @param place location of the table, for errors
     * @throws DataException if the type of a column does not match the type in training
     */
    public SourceTable apply(SourceTable table, String place) {
        if (columns.isEmpty() && nullValues.isEmpty()) {
            return table;
        }
        RowTransform transform = over(table, place);
        return table.map(transform.schema(), transform.origins(), transform::apply);
    }

    /**
     * Returns the transform of the rows of a table.
     *
     * @param place location of the table, for errors
     * @throws DataException if the type of a column does not match the type in training, or the name of a column with a
     *     rule is ambiguous
     */
    public RowTransform over(SourceTable table, String place) {
        return over(table.schema(), table.nameCase(), place, table.timeZone());
    }

    /**
     * Returns the schema of an encoded table. Used for checks before there are rows.
     *
     * @throws DataException as in {@link #over}
     */
    public StructType encoded(StructType schema, NameCase nameCase, String place) {
        return over(schema, nameCase, place, ZoneOffset.UTC).schema();
    }

    private RowTransform over(StructType schema, NameCase nameCase, String place, ZoneId timeZone) {
        ColumnPatterns patterns = new ColumnPatterns(schema, nameCase, place);
        List<FittedColumn> present =
                columns.stream().filter(column -> patterns.has(column.column())).toList();
        List<Integer> positions =
                patterns.named(KEY, present.stream().map(FittedColumn::column).toList());
        Map<Integer, FittedColumn> rules = new HashMap<>();
        for (int i = 0; i < present.size(); i++) {
            rules.put(positions.get(i), present.get(i));
        }
        return new RowTransform(schema, rules, nullValues, place, timeZone);
    }

    /** Returns the names of the classes of a label; empty if its classes are numbers. */
    public List<String> classNames(String label) {
        return columns.stream()
                .filter(column -> column.column().equals(label))
                .findFirst()
                .map(FittedColumn::classNames)
                .orElse(List.of());
    }

    /** Returns the rule that produces a column. */
    public Optional<FittedColumn> making(String made) {
        return columns.stream()
                .filter(column -> column.outputs().contains(made))
                .findFirst();
    }

    /** Returns the rules that produce any of these columns, for example without the rules of labels. */
    public FittedColumns making(Collection<String> made) {
        List<FittedColumn> making = columns.stream()
                .filter(column -> column.outputs().stream().anyMatch(made::contains))
                .toList();
        return new FittedColumns(making, nullValues);
    }

    /**
     * Returns the source columns: the input of the rule that produces a column, or the column itself if no rule
     * produces it.
     */
    public Set<String> sources(Collection<String> made) {
        Set<String> sources = new HashSet<>(made);
        for (FittedColumn column : making(made).columns) {
            sources.removeAll(column.outputs());
            sources.add(column.column());
        }
        return sources;
    }

    /** Names of resulting columns that {@code data.scaling} does not change. */
    public Set<String> unscaled() {
        return columns.stream()
                .filter(column -> !column.rule().isScaled())
                .flatMap(column -> column.rule().fields(column.column()).stream())
                .map(StructField::name)
                .collect(Collectors.toSet());
    }
}

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
 * How the columns of a table become numbers: the rules of a configuration with what the training table told. Kept with the model, and applied wherever it is used. A column without a rule is read as it
 * stands, and one that a table does not have is passed over.
 *
 * @param columns each once
 * @param nullValues that stand for a missing value in any column of the table, before the rules
 */
public record FittedColumns(List<FittedColumn> columns, List<String> nullValues) implements Serializable {
    private static final String KEY = "data.columns";
    private static final int EXAMPLES = 5;

    public FittedColumns {
        columns = List.copyOf(columns);
        nullValues = List.copyOf(nullValues);
    }

    /** No rules. */
    public FittedColumns() {
        this(List.of(), List.of());
    }

    /** The rules of features, before anything is known of the table. */
    public static FittedColumns unfitted(StructType schema, NameCase nameCase, String place, List<ColumnRule> rules) {
        return unfitted(schema, nameCase, place, rules, List.of());
    }

    /**
     * The rules before anything is known of the table: all that they say of its width.
     *
     * @param place of the table, for messages
     * @param labels names or numbers of the label columns
     * @throws ConfigurationException if two rules name one column
     * @throws DataException if a rule names a column that is not there or one of several of a name
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
            patterns.requireToldApart(KEY, found);
            for (int position : found) {
                String column = schema.fields()[position].name();
                if (!named.add(position)) {
                    throw new ConfigurationException(
                            "Invalid data.columns: " + column + " (two rules name it; give it one)");
                }
                ValueType type = ValueType.of(schema.fields()[position].dataType());
                Role role = targets.contains(position) ? Role.LABEL : Role.FEATURE;
                columns.add(new FittedColumn(column, rule, type, List.of(), 0, role));
            }
        }
        return new FittedColumns(columns, List.of());
    }

    /** The rules of features, fitted on all rows of a table. */
    public static FittedColumns fit(SourceTable table, String place, List<ColumnRule> rules, List<String> nullValues) {
        return fit(table, place, rules, nullValues, List.of());
    }

    /**
     * The rules fitted on all rows of a table; runs a job for each kind of {@link Fit} that they ask for.
     *
     * @param nullValues that stand for a missing value
     * @param labels names or numbers of the label columns
     * @throws ConfigurationException if two rules name one column, or if a rule has values that are none of its column's type
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
     * The rules fitted on some rows of a table: categories alone, since a number to impute may be in the other rows.
     *
     * @param nullValues that stand for a missing value
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
     * Columns whose categories are all unknown in some rows of a table, as warnings.
     *
     * @param rows some rows of it
     * @param place of the table, for messages
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
                unseen(column, categories, cells(rows, position, missing)).ifPresent(warnings::add);
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

    private static Optional<String> unseen(FittedColumn column, Categories categories, List<Object> cells) {
        Set<String> unseen = new LinkedHashSet<>();
        int values = 0;
        for (Object cell : cells) {
            try {
                int number = categories.number(cell);
                if (number > 0) {
                    return Optional.empty();
                }
                if (number == 0) {
                    values++;
                    unseen.add(categories.category(cell));
                }
            } catch (UnreadableCell e) {
                // A bad row, which is reported as such.
            }
        }
        return values == 0
                ? Optional.empty()
                : Optional.of("column " + column.column() + ": training saw none of the " + unseen.size()
                        + (unseen.size() == 1 ? " category" : " categories") + " of its first " + values
                        + " values ("
                        + String.join(", ", unseen.stream().limit(EXAMPLES).toList())
                        + (unseen.size() > EXAMPLES ? ", ..." : "") + "); it saw " + shown(column.categories()));
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(EXAMPLES, names.size())))
                + (names.size() > EXAMPLES ? ", ... (" + names.size() + " categories)" : "");
    }

    /** The same, with more values that stand for a missing one. */
    public FittedColumns withNullValues(List<String> more) {
        return new FittedColumns(
                columns,
                Stream.concat(nullValues.stream(), more.stream()).distinct().toList());
    }

    /**
     * The table with its columns encoded, lazily.
     *
     * @param place of the table, for messages
     * @throws DataException if a column cannot be read as it was in training
     */
    public SourceTable apply(SourceTable table, String place) {
        if (columns.isEmpty() && nullValues.isEmpty()) {
            return table;
        }
        RowTransform transform = over(table, place);
        return table.map(transform.schema(), transform.origins(), transform::apply);
    }

    /**
     * The encoding of the rows of one table.
     *
     * @param place of the table, for messages
     * @throws DataException if a column cannot be read as it was in training, or if several columns of the table have the name of a column with a rule
     */
    public RowTransform over(SourceTable table, String place) {
        return over(table.schema(), table.nameCase(), place, table.timeZone());
    }

    /**
     * The schema of an encoded table; for checks where there are no rows yet.
     *
     * @throws DataException as {@link #over} does
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

    /** The names of the classes of a label; empty where its classes are numbers. */
    public List<String> classNames(String label) {
        return columns.stream()
                .filter(column -> column.column().equals(label))
                .findFirst()
                .map(FittedColumn::classNames)
                .orElse(List.of());
    }

    /** The rule that makes a column. */
    public Optional<FittedColumn> making(String made) {
        return columns.stream()
                .filter(column -> column.outputs().contains(made))
                .findFirst();
    }

    /** The rules that make any of these columns: without those of labels, for one. */
    public FittedColumns making(Collection<String> made) {
        List<FittedColumn> making = columns.stream()
                .filter(column -> column.outputs().stream().anyMatch(made::contains))
                .toList();
        return new FittedColumns(making, nullValues);
    }

    /** The columns that these come from: the column of a rule for what it makes, and the column itself where no rule makes it. */
    public Set<String> sources(Collection<String> made) {
        Set<String> sources = new HashSet<>(made);
        for (FittedColumn column : making(made).columns) {
            sources.removeAll(column.outputs());
            sources.add(column.column());
        }
        return sources;
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

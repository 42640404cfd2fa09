package io.kindling.driver.data;

import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.column.RowTransform;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.sql.SqlExpression;
import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Columns that Spark SQL expressions compute from the columns of a table, in order. They follow the columns of the
 * table.
 *
 * @param expressions expressions by the name of the new column, in order; an expression may use earlier ones
 */
public record DerivedColumns(Map<String, String> expressions) implements Serializable {
    private static final String KEY = "data.expressions";
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

    /** Prefix of the original columns while copies with NULL for {@code nullValues} use the names of the table. */
    private static final String KEPT = "_kindling_kept_";

    public DerivedColumns {
        expressions = Collections.unmodifiableMap(new LinkedHashMap<>(expressions));
        require(expressions);
    }

    /** Creates derived columns without expressions. */
    public DerivedColumns() {
        this(Map.of());
    }

    private static void require(Map<String, String> expressions) {
        TreeSet<String> later = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : expressions.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new ConfigurationException("Invalid " + KEY + ": " + name
                        + " (the name of a column has letters, digits and _, and does not begin with a digit)");
            }
            if (!later.add(name)) {
                throw new ConfigurationException(
                        "Invalid " + KEY + ": " + name + " (two expressions have that name; rename one)");
            }
        }
        expressions.forEach((name, text) -> {
            SqlExpression expression = SqlExpression.of(key(name), text);
            for (String column : expression.columns()) {
                if (later.contains(column)) {
                    throw new ConfigurationException("Invalid " + key(name) + ": " + text + " (names " + column
                            + ", which is not computed before it; rename it or move it down)");
                }
            }
            later.remove(name);
        });
    }

    private static String key(String name) {
        return KEY + "." + name;
    }

    public boolean isEmpty() {
        return expressions.isEmpty();
    }

    /** Returns the expressions that the given columns need, directly or through other expressions. */
    public DerivedColumns making(Collection<String> columns) {
        TreeSet<String> needed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        needed.addAll(columns);
        List<String> names = new ArrayList<>(expressions.keySet());
        Collections.reverse(names);
        for (String name : names) {
            if (needed.contains(name)) {
                needed.addAll(expression(name).columns());
            }
        }
        Map<String, String> making = new LinkedHashMap<>(expressions);
        making.keySet().removeIf(name -> !needed.contains(name));
        return new DerivedColumns(making);
    }

    private SqlExpression expression(String name) {
        return SqlExpression.of(key(name), expressions.get(name));
    }

    /**
     * Returns these expressions, followed by the others with other names.
     *
     * @throws ConfigurationException if a name has two different expressions
     */
    public DerivedColumns followedBy(DerivedColumns others) {
        Map<String, String> all = new LinkedHashMap<>(expressions);
        others.expressions.forEach((name, text) -> {
            String own = all.putIfAbsent(name, text);
            if (own != null && !SqlExpression.same(own, text)) {
                throw new ConfigurationException("Invalid " + key(name) + ": " + text + " (the model has " + own
                        + "; leave it out, or write it as in the model)");
            }
        });
        return new DerivedColumns(all);
    }

    /**
     * Returns the differences from the expressions of a model, one phrase per difference.
     *
     * @param model expressions of the model
     */
    public List<String> differences(DerivedColumns model) {
        TreeSet<String> names = new TreeSet<>(expressions.keySet());
        names.addAll(model.expressions.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String now = expressions.get(name);
            String before = model.expressions.get(name);
            if (now == null || before == null || !SqlExpression.same(now, before)) {
                differences.add(key(name) + " is " + shown(now) + "; the model has " + shown(before));
            }
        }
        return differences;
    }

    private static String shown(String expression) {
        return expression == null ? "no expression" : expression;
    }

    /** Returns these expressions with the column {@code name} renamed. */
    public DerivedColumns renamed(String name, String newName) {
        Map<String, String> renamed = new LinkedHashMap<>();
        expressions.forEach((column, text) -> renamed.put(column.equals(name) ? newName : column, text));
        return new DerivedColumns(renamed);
    }

    /**
     * Returns the table with its derived columns, lazily.
     *
     * @param nullValues values that the expressions read as NULL
     * @param place name of the table, for messages
     * @throws io.kindling.trainer.error.DataException if an expression does not fit the columns
     */
    public SourceTable apply(SourceTable table, List<String> nullValues, String place) {
        return isEmpty() ? table : SourceTable.of(apply(table.dataset(), nullValues, place));
    }

    /** Like {@link #apply(SourceTable, List, String)}, for a Dataset, which may be a stream. */
    public Dataset<Row> apply(Dataset<Row> rows, List<String> nullValues, String place) {
        if (isEmpty()) {
            return rows;
        }
        Dataset<Row> derived = nullValues.isEmpty() ? rows : withNulls(rows, nullValues, place);
        for (String name : expressions.keySet()) {
            derived = expression(name).append(name, derived, place);
        }
        return nullValues.isEmpty() ? derived : withKept(rows.schema(), derived);
    }

    /** Returns the original columns under temporary names, then the copies with NULL for {@code nullValues}. */
    private static Dataset<Row> withNulls(Dataset<Row> rows, List<String> nullValues, String place) {
        RowTransform nulls = new FittedColumns(List.of(), nullValues).over(SourceTable.of(rows), place);
        StructField[] fields = rows.schema().fields();
        StructType schema = new StructType();
        for (int i = 0; i < fields.length; i++) {
            schema = schema.add(renamed(KEPT + i, fields[i]));
        }
        for (int i = 0; i < fields.length; i++) {
            StructField field = nulls.schema().fields()[i];
            schema = schema.add(new StructField(numbered(i), field.dataType(), true, field.metadata()));
        }
        Column[] columns = new Column[2 * fields.length];
        for (int i = 0; i < fields.length; i++) {
            columns[i] = functions.col(KEPT + i);
            columns[fields.length + i] = functions.col(numbered(i)).as(fields[i].name(), fields[i].metadata());
        }
        return rows.map((MapFunction<Row, Row>) row -> withCopies(row, nulls), Encoders.row(schema))
                .select(columns);
    }

    private static String numbered(int column) {
        return "_kindling_null_" + column;
    }

    private static StructField renamed(String name, StructField field) {
        return new StructField(name, field.dataType(), field.nullable(), field.metadata());
    }

    private static Row withCopies(Row row, RowTransform nulls) {
        Row changed = nulls.apply(row);
        Object[] cells = new Object[2 * row.length()];
        for (int i = 0; i < row.length(); i++) {
            cells[i] = row.get(i);
            cells[row.length() + i] = changed.get(i);
        }
        return RowFactory.create(cells);
    }

    private Dataset<Row> withKept(StructType table, Dataset<Row> derived) {
        StructField[] fields = table.fields();
        List<Column> columns = new ArrayList<>(IntStream.range(0, fields.length)
                .mapToObj(i -> functions.col(KEPT + i).as(fields[i].name(), fields[i].metadata()))
                .toList());
        expressions.keySet().forEach(name -> columns.add(functions.col(name)));
        return derived.select(columns.toArray(new Column[0]));
    }
}

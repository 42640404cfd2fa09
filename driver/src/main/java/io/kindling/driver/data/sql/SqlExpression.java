package io.kindling.driver.data.sql;

import static org.apache.spark.sql.functions.col;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import scala.Product;
import scala.runtime.BoxedUnit;

/**
 * A Spark SQL expression over the columns of one row. {@link #of} checks it without a table: it must parse and be a
 * function of the row alone. It refuses aggregates, window functions, generators, subqueries, stars, functions that are
 * not built in, and functions that depend on the time, the session or randomness.
 */
public final class SqlExpression {
    /** Text that Spark replaces by the date or time of the query when it casts the text to a date. */
    private static final Pattern MOVING_DATE =
            Pattern.compile("(?i)['\"]\\s*(now|today|tomorrow|yesterday)\\b[^'\"]*['\"]");

    /** Two words without an operator between them. */
    private static final Pattern WORDS = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]* +[\\p{L}_]");

    private final String key;
    private final String text;
    private final Expression parsed;
    private final List<String> columns = new ArrayList<>();

    private SqlExpression(String key, String text, Expression parsed) {
        this.key = key;
        this.text = text;
        this.parsed = parsed;
        parsed.foreach(node -> {
            if (node instanceof UnresolvedAttribute attribute) {
                columns.add(firstPart(attribute));
            }
            return BoxedUnit.UNIT;
        });
    }

    /**
     * Parses an expression.
     *
     * @param key key of the configuration, for messages
     * @throws ConfigurationException if it does not parse or is not a function of the row
     */
    public static SqlExpression of(String key, String text) {
        if (text == null || text.isBlank()) {
            throw invalid(key, text, "must be a Spark SQL expression");
        }
        return SqlNesting.bounded(key, text, () -> checked(key, text));
    }

    private static SqlExpression checked(String key, String text) {
        Expression parsed = PinnedSettings.run(NameCase.INSENSITIVE, () -> parse(key, text));
        PinnedSettings.run(NameCase.INSENSITIVE, () -> RowFunction.problem(parsed))
                .ifPresent(problem -> {
                    throw invalid(key, text, problem);
                });
        if (MOVING_DATE.matcher(text).find()) {
            throw invalid(key, text, "depends on the day of the query; write the date itself");
        }
        return new SqlExpression(key, text, parsed);
    }

    private static Expression parse(String key, String text) {
        try {
            return CatalystSqlParser$.MODULE$.parseExpression(text);
        } catch (RuntimeException e) {
            throw invalid(key, text, parseReason(text, e));
        } catch (Exception e) {
            // Scala throws checked exceptions that Java does not see: ParseException.
            throw invalid(key, text, parseReason(text, e));
        }
    }

    private static String parseReason(String text, Exception thrown) {
        String reason = SqlReason.of(thrown);
        return reason.contains("PARSE_SYNTAX_ERROR") && WORDS.matcher(text).find()
                ? reason + "; names with blanks or hyphens need backticks: `a b`"
                : reason;
    }

    private static ConfigurationException invalid(String key, String text, String why) {
        return new ConfigurationException("Invalid " + key + ": " + text + " (" + why + ")");
    }

    /** Returns the column of an attribute: {@code address} for {@code address.city}. */
    private static String firstPart(UnresolvedAttribute attribute) {
        Object parts = ((Product) attribute).productElement(0);
        return (String) ((scala.collection.Iterable<?>) parts).iterator().next();
    }

    /** Returns the columns that the expression names, with repetitions. */
    public List<String> columns() {
        return List.copyOf(columns);
    }

    /** Returns whether two texts differ only in blanks and parentheses. */
    public static boolean same(String one, String other) {
        return one.equals(other) || written(one).equals(written(other));
    }

    private static String written(String text) {
        return SqlNesting.bounded(
                "expression", text, () -> of("expression", text).parsed.sql());
    }

    /**
     * Returns the table with one more column at its end.
     *
     * @param place name of the table, for messages
     * @throws DataException if the table has a column of the name, or if the expression does not fit its columns,
     *     orders columns of comma-separated text as text, or is too long for Spark to analyze
     */
    public Dataset<Row> append(String name, Dataset<Row> rows, String place) {
        NameCase nameCase = NameCase.of(rows.sparkSession());
        if (nameCase.indexOf(List.of(rows.columns()), name) >= 0) {
            throw new DataException("Cannot make column " + name + " of " + place
                    + ": it has a column of that name; give " + key + " another name");
        }
        return analyzed(rows, place, () -> {
            Column made = ParsedColumn.of(parsed);
            requireTyped(rows.select(made), place);
            return rows.withColumn(name, made);
        });
    }

    /**
     * Returns the rows for which the expression is true.
     *
     * @param unreadable optional column that is not null for rows that could not be read; the result keeps these rows
     * @param place name of the table, for messages
     * @throws DataException if it does not fit the columns, is not a boolean, orders columns of comma-separated text as
     *     text, or is too long for Spark to analyze
     */
    public Dataset<Row> filter(Dataset<Row> rows, String unreadable, String place) {
        List<String> names = List.of(rows.columns());
        return analyzed(rows, place, () -> {
            Column kept = ParsedColumn.of(parsed);
            Dataset<Row> conditions = rows.select(kept);
            requireTyped(conditions, place);
            DataType type = conditions.schema().fields()[0].dataType();
            if (!(type instanceof BooleanType)) {
                throw new DataException("Cannot filter " + place + " by " + key + ": " + text + " is of type "
                        + type.sql() + "; it must be a boolean");
            }
            return rows.filter(
                    names.contains(unreadable) ? col(unreadable).isNotNull().or(kept) : kept);
        });
    }

    private void requireTyped(Dataset<Row> projected, String place) {
        UntypedText.problemOfProjection(projected).ifPresent(problem -> {
            throw notApplicable(place, "it " + problem, null);
        });
    }

    /** A change of a table that Spark analyzes immediately. */
    private interface Change {
        Dataset<Row> apply();
    }

    private Dataset<Row> analyzed(Dataset<Row> rows, String place, Change change) {
        NameCase nameCase = NameCase.of(rows.sparkSession());
        List<String> names = List.of(rows.columns());
        for (String column : columns) {
            if (nameCase.indexOf(names, column) < 0) {
                throw notApplicable(place, "there is no column " + column + absent(column, names), null);
            }
        }
        try {
            return PinnedSettings.run(nameCase, () -> {
                Dataset<Row> changed = change.apply();
                changed.schema();
                return changed;
            });
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw notApplicable(place, reason(e, rows, nameCase), e);
        } catch (StackOverflowError e) {
            throw notApplicable(
                    place, "it is too long for Spark's analysis; split it into several data.expressions or a view", e);
        } catch (Exception e) {
            // Scala throws checked exceptions that Java does not see: AnalysisException.
            throw notApplicable(place, reason(e, rows, nameCase), e);
        }
    }

    private String reason(Exception thrown, Dataset<Row> rows, NameCase nameCase) {
        String reason = SqlReason.of(thrown);
        return reason.contains(SqlReason.WRONG_TYPE)
                ? UntypedText.first(columns, rows.schema(), nameCase)
                        .map(column -> reason + "; " + UntypedText.cure(column))
                        .orElse(reason)
                : reason;
    }

    private String absent(String column, List<String> names) {
        return names.stream()
                .filter(name -> name.contains(column) && !name.equals(column) && text.contains(name))
                .findFirst()
                .map(name -> "; write " + UntypedText.quoted(name) + " for the column " + name)
                .orElse("");
    }

    private DataException notApplicable(String place, String why, Throwable cause) {
        return new DataException("Cannot use " + key + " on " + place + ": " + text + "; " + why, cause);
    }
}

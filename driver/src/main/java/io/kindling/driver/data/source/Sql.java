package io.kindling.driver.data.source;

import io.kindling.driver.data.sql.SqlQuery;
import io.kindling.driver.data.sql.SqlReason;
import io.kindling.driver.data.sql.UntypedText;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a Spark SQL query over views, which are other sources, and tables of the catalog. The query runs in its
 * own session with the settings of the application and ANSI mode. The two sessions do not share temporary views.
 *
 * @param query begins with SELECT, WITH or VALUES
 * @param views sources by the names of the views in the query
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Sql(String query, Map<String, DataSource> views, String where) implements DataSource {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String TABLE_NOT_FOUND = "[TABLE_OR_VIEW_NOT_FOUND]";
    private static final int MAX_SHOWN = 60;

    public Sql {
        SqlQuery.require("data.source.query", query);
        views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
        views.forEach((name, source) -> {
            if (!name.matches(NAME)) {
                throw new ConfigurationException(
                        "Invalid data.source.views: " + name
                                + " (the name of a view must consist of letters, digits and _, and must not begin with a digit)");
            }
            if (source instanceof Sql) {
                throw new ConfigurationException("Invalid data.source.views." + name
                        + ": sql (a view cannot be a query; put it into WITH of the outer query)");
            }
        });
        Where.require(where);
    }

    public Sql(String query) {
        this(query, Map.of(), null);
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        SparkSession session = QuerySession.of(spark);
        views.forEach((name, source) -> SparkErrors.unwrap(source.place(), () -> {
            ViewRows.of(source.open(session)).createOrReplaceTempView(name);
            return name;
        }));
        return SourceTable.of(analyzed(session));
    }

    private Dataset<Row> analyzed(SparkSession session) {
        try {
            Dataset<Row> rows = session.sql(query);
            UntypedText.problemOfQuery(rows).ifPresent(problem -> {
                throw new DataException("Cannot read data: " + place() + "; it " + problem);
            });
            return rows;
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw invalid(e);
        } catch (Exception e) {
            // Scala throws checked exceptions that Java does not see: AnalysisException.
            throw invalid(e);
        }
    }

    private DataException invalid(Exception thrown) {
        String reason = SqlReason.of(thrown);
        String cure = reason.contains(TABLE_NOT_FOUND)
                ? "; the catalog has no such table, and data.source.views are " + views.keySet()
                : reason.contains(SqlReason.WRONG_TYPE)
                                && views.values().stream().anyMatch(Csv.class::isInstance)
                        ? "; columns of comma-separated text are text; write double(x) for a column x"
                        : "";
        return new DataException("Cannot read data: " + place() + "; " + reason + cure, thrown);
    }

    /** Returns the query on one line, shortened if it is long. */
    @Override
    public String place() {
        String line = query.strip().replaceAll("\\s+", " ");
        return "the query " + (line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...");
    }

    @Override
    public List<String> paths() {
        return views.values().stream().flatMap(view -> view.paths().stream()).toList();
    }
}

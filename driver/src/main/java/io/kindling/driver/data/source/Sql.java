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
 * The rows of a Spark SQL query over views, which are other sources, and tables of the catalog. The query runs in its own
 * session with the settings of the application and ANSI mode. The two sessions do not share temporary views.
 *
 * @param query begins with SELECT, WITH or VALUES
 * @param views sources by the names of the views in the query
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Sql(String query, Map<String, DataSource> views, String where) implements DataSource {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String NO_TABLE = "[TABLE_OR_VIEW_NOT_FOUND]";
    private static final int LONGEST_SHOWN = 60;

    public Sql {
        SqlQuery.require("data.source.query", query);
        views = Collections.unmodifiableMap(new LinkedHashMap<>(views));
        views.forEach((name, source) -> {
            if (!name.matches(NAME)) {
                throw new ConfigurationException("Invalid data.source.views: " + name
                        + " (the name of a view has letters, digits and _, and does not begin with a digit)");
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
        SparkSession own = QuerySession.beside(spark);
        views.forEach((name, source) -> SparkErrors.unwrap(source.place(), () -> {
            ViewRows.of(source.open(own)).createOrReplaceTempView(name);
            return name;
        }));
        return SourceTable.of(analyzed(own));
    }

    private Dataset<Row> analyzed(SparkSession own) {
        try {
            Dataset<Row> rows = own.sql(query);
            UntypedText.problemOfQuery(rows).ifPresent(problem -> {
                throw new DataException("Cannot read data: " + place() + "; it " + problem);
            });
            return rows;
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unfit(e);
        } catch (Exception e) {
            // Scala throws checked exceptions that Java does not see: AnalysisException.
            throw unfit(e);
        }
    }

    private DataException unfit(Exception thrown) {
        String reason = SqlReason.of(thrown);
        String cure = reason.contains(NO_TABLE)
                ? "; the catalog has no such table, and data.source.views are " + views.keySet()
                : reason.contains(SqlReason.WRONG_TYPE)
                                && views.values().stream().anyMatch(Csv.class::isInstance)
                        ? "; columns of comma-separated text are text, write double(x) for a column x"
                        : "";
        return new DataException("Cannot read data: " + place() + "; " + reason + cure, thrown);
    }

    /** Returns the query in one line, shortened if it is long. */
    @Override
    public String place() {
        String line = query.strip().replaceAll("\\s+", " ");
        return "the query " + (line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...");
    }

    @Override
    public List<String> paths() {
        return views.values().stream().flatMap(view -> view.paths().stream()).toList();
    }
}

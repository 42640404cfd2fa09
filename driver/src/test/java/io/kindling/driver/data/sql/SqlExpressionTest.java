package io.kindling.driver.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks expressions over one row and queries without a session. */
final class SqlExpressionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay > 15",
                "hour(time)",
                "CASE WHEN a IS NULL THEN 0 ELSE a END",
                "a BETWEEN 1 AND 3 AND city LIKE 'S%' OR city IN ('x', 'y')",
                "lpad(code, 5, '0')",
                "ceil(a, 1) + round(b, 2) - abs(c)",
                "transform(numbers, x -> x + 1)[0]",
                "try_cast(a AS INT)",
                "CAST(a AS DOUBLE)",
                "named_struct('a', a).a",
                "date_diff(day, DATE '2026-01-01')",
                "day - INTERVAL 1 DAY > TIMESTAMP '2026-01-01 00:00:00'",
                "extract(YEAR FROM day)",
                "unix_timestamp(day)",
                "array_max(transform(a, v -> v * v))",
                "`a b` % 7",
                "address.city || '-today'",
                "nullif(trim(BOTH ' ' FROM code), 'NA')",
                "xxhash64(a, b)",
                "element_at(split(code, '-'), 1)"
            })
    void acceptsAFunctionOfOneRow(String text) {
        assertThat(SqlExpression.of("k", text)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delay >| [PARSE_SYNTAX_ERROR]",
                "delay > 15 extra stuff| (line 1, pos 17)",
                "rand() < 0.5| rand gives another value each time",
                "randn()| randn gives another value each time",
                "uniform(1, 10)| uniform gives another value each time",
                "randstr(5)| randstr gives another value each time",
                "hour(current_timestamp())| current_timestamp gives another value each time",
                "curdate()| curdate gives another value each time",
                "uuid()| uuid gives another value each time",
                "a + RAND(3)| rand gives another value each time",
                "shuffle(xs)| shuffle gives another value each time",
                "monotonically_increasing_id()| gives another value each time",
                "input_file_name()| gives another value each time",
                "spark_partition_id()| gives another value each time",
                "reflect('java.lang.System', 'exit', 1)| gives another value each time",
                "now() > time| now gives another value each time",
                "current_date() > time| current_date gives another value each time",
                "unix_timestamp()| unix_timestamp gives another value each time",
                "current_user()| current_user gives another value each time",
                "day = 'today'| depends on the day of the query",
                "day < DATE 'tomorrow'| depends on the day of the query",
                "avg(delay)| avg is a function of several rows",
                "count(1) > 3| count is a function of several rows",
                "count(*) > 3| a function of several rows",
                "delay - avg(delay) OVER (PARTITION BY day)| has a window over several rows",
                "lag(delay)| lag is a function of several rows",
                "row_number()| row_number is a function of several rows",
                "window(time, '1 hour')| window is a function of several rows",
                "explode(xs)| explode makes several rows of one",
                "(SELECT max(a) FROM t)| has a subquery",
                "a IN (SELECT a FROM t)| has a subquery",
                "EXISTS (SELECT 1)| has a subquery",
                "struct(*)| names all columns by a star",
                "hash(*)| names all columns by a star",
                "my_function(a)| my_function is no built-in function of Spark SQL",
                "db.my_function(a)| db.my_function is no built-in function of Spark SQL"
            })
    void refusesExpressionsThatAreNotFunctionsOfOneRow(String text, String why) {
        assertThatThrownBy(() -> SqlExpression.of("data.expressions.x", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid data.expressions.x: " + text + " (")
                .hasMessageContaining(why);
    }

    @Test
    void refusesBlankText() {
        assertThatThrownBy(() -> SqlExpression.of("k", " "))
                .hasMessage("Invalid k:   (must be a Spark SQL expression)");
    }

    @Test
    void comparisonIgnoresWhitespaceAndParentheses() {
        assertThat(SqlExpression.same("delay>15", "(delay  >\n15)")).isTrue();
        assertThat(SqlExpression.same("delay > 15", "delay > 16")).isFalse();
        assertThat(SqlExpression.same("city = 'Bern'", "city = 'bern'")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select a from b where c",
                "WITH t AS (SELECT 1 AS a) SELECT * FROM t",
                "VALUES (1, 2)",
                "-- a comment\nSELECT 1",
                "(SELECT 1) UNION ALL (SELECT 2)",
                "FROM t SELECT a",
                "TABLE t"
            })
    void acceptsAQuery(String text) {
        SqlQuery.require("k", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE flights",
                "CREATE TABLE a AS SELECT 1",
                "CREATE TEMPORARY VIEW a AS SELECT 1",
                "INSERT INTO a SELECT 1",
                "WITH t AS (SELECT 1) INSERT INTO a SELECT * FROM t",
                "FROM t INSERT INTO a SELECT x",
                "DELETE FROM a",
                "SELECT 1; DROP TABLE a",
                "EXECUTE IMMEDIATE 'DROP TABLE a'",
                "SET spark.sql.ansi.enabled=false",
                "SHOW TABLES",
                "ADD JAR 'x.jar'",
                "CACHE TABLE a",
                "EXPLAIN SELECT 1",
                "BEGIN DROP TABLE a; END",
                "SELECT a FORM b c d"
            })
    void refusesTextThatIsNotAQuery(String text) {
        assertThatThrownBy(() -> SqlQuery.require("data.source.query", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid data.source.query: " + text + " (");
    }

    @Test
    void reportsACommand() {
        assertThatThrownBy(() -> SqlQuery.require("data.source.query", "DROP TABLE flights"))
                .hasMessage("Invalid data.source.query: DROP TABLE flights"
                        + " (is a command; must be a query that begins with SELECT, WITH or VALUES)");
    }

    @Test
    void reportsThePositionOfAQueryError() {
        assertThatThrownBy(() -> SqlQuery.require("data.source.query", "SELECT a,\nFORM b c"))
                .hasMessageContaining("(line 2, pos 7)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "abs(", "a[", "/*", "CASE WHEN a THEN "})
    void refusesBracketsThatNestTooDeeply(String open) {
        String text = open.repeat(1000);
        assertThatThrownBy(() -> SqlExpression.of("data.source.where", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "Invalid data.source.where: " + text.substring(0, 80) + "... (nests too deeply");
        assertThatThrownBy(() -> SqlQuery.require("data.source.query", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("nests too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT ", "- "})
    void refusesOperatorsThatOverflowTheStack(String operator) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Runnable reading = () -> SqlExpression.of("data.source.where", operator.repeat(10_000) + "a");
        Thread smallStack = new Thread(null, reading, "small stack", 512 << 10);
        smallStack.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        smallStack.start();
        smallStack.join();
        assertThat(thrown.get()).isInstanceOf(ConfigurationException.class).hasMessageContaining("nests too deeply");
    }

    @Test
    void bracketsInQuotesAndCommentsDoNotNest() {
        String open = "(".repeat(1000);
        for (String text : List.of(
                "'" + open + "'",
                "'\\'" + open + "'",
                "'a''" + open + "'",
                "\"" + open + "\"",
                "`" + open + "`",
                "a /* " + open + " /* [ */ " + open + " */ + 1",
                "a -- " + open + "\n + 1",
                "CASE WHEN a THEN 1 END + ".repeat(200) + "1",
                "a - 1 / 2" + " + (a)".repeat(200),
                "(".repeat(SqlNesting.MAX_DEPTH) + "a" + ")".repeat(SqlNesting.MAX_DEPTH))) {
            assertThat(SqlExpression.of("k", text)).isNotNull();
        }
    }
}

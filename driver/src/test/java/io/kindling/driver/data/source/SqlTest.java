package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.DerivedColumns;
import io.kindling.driver.data.sql.SqlExpression;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.KindlingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

/** Tests queries over views of other sources, and the {@code where} condition of every source. */
final class SqlTest {
    private static final String JOIN =
            "SELECT f.*, a.altitude FROM flights f JOIN airports a ON f.origin = a.code ORDER BY id";

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void start() throws IOException {
        spark = TestSpark.plain("local[2]")
                .config("spark.sql.session.timeZone", "Europe/Zurich")
                .config("spark.sql.ansi.enabled", false)
                .getOrCreate();
        spark.range(10)
                .selectExpr("id", "if(id % 2 = 0, 'ZRH', 'BRN') as origin", "id * 10 as delay")
                .write()
                .parquet(path("flights"));
        Files.write(folder.resolve("airports.csv"), List.of("code,altitude", "ZRH,432", "BRN,509"));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static Map<String, DataSource> views() {
        return Map.of("flights", new Parquet(path("flights")), "airports", new Csv(path("airports.csv")));
    }

    private static List<String> rows(DataSource source) {
        return source.rows(spark).collectAsList().stream().map(Row::toString).toList();
    }

    private static DataConfig read(String yaml, String... assignments) {
        return RecordReader.read(
                Overrides.apply(ConfigText.parse(yaml, "a.yaml"), List.of(assignments), DataConfig.class),
                DataConfig.class,
                "a.yaml");
    }

    @Test
    void joinsViews() {
        Sql sql = new Sql(JOIN, views(), null);
        assertThat(sql.open(spark).schema().fieldNames()).containsExactly("id", "origin", "delay", "altitude");
        assertThat(rows(sql)).hasSize(10).startsWith("[0,ZRH,0,432]", "[1,BRN,10,509]");
        assertThat(sql.paths()).containsExactlyInAnyOrder(path("flights"), path("airports.csv"));
    }

    @Test
    void aQueryDoesNotChangeTheSession() {
        spark.sql("SELECT 'existing' AS origin").createOrReplaceTempView("flights");
        try {
            Map<String, String> before = settings();
            assertThat(rows(new Sql(JOIN, views(), "delay > 80"))).containsExactly("[9,BRN,90,509]");
            assertThat(settings()).isEqualTo(before);
            assertThat(Arrays.stream((Object[]) spark.catalog().listTables().collect()))
                    .hasSize(1);
            assertThat(spark.table("flights").first().getString(0)).isEqualTo("existing");
            assertThat(SparkSession.active()).isSameAs(spark);
        } finally {
            spark.catalog().dropTempView("flights");
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        scala.collection.Iterator<Tuple2<String, String>> all =
                spark.conf().getAll().iterator();
        while (all.hasNext()) {
            Tuple2<String, String> setting = all.next();
            settings.put(setting._1(), setting._2());
        }
        return settings;
    }

    @Test
    void aQueryUsesTheSettingsOfTheSession() {
        spark.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        try {
            assertThat(rows(new Sql("SELECT hour(timestamp_seconds(0)), current_timezone()")))
                    .containsExactly("[9,Asia/Tokyo]");
        } finally {
            spark.conf().set("spark.sql.session.timeZone", "Europe/Zurich");
        }
        assertThatThrownBy(() -> rows(new Sql("SELECT CAST('x' AS INT)"))).hasMessageContaining("[CAST_INVALID_INPUT]");
    }

    @Test
    void aQueryWithoutViewsReadsTheCatalog() {
        spark.sql("CREATE DATABASE other LOCATION '" + path("other") + "'");
        spark.sql("CREATE TABLE other.numbers USING parquet LOCATION '" + path("numbers")
                + "' AS SELECT id FROM range(3)");
        String current = spark.catalog().currentDatabase();
        spark.catalog().setCurrentDatabase("other");
        try {
            assertThat(rows(new Sql("SELECT sum(id) FROM numbers"))).containsExactly("[3]");
            assertThat(rows(new Sql("WITH n AS (SELECT * FROM other.numbers) SELECT max(id) FROM n")))
                    .containsExactly("[2]");
            assertThat(rows(new Sql("VALUES (1, 'a'), (2, 'b')"))).containsExactly("[1,a]", "[2,b]");
        } finally {
            spark.catalog().setCurrentDatabase(current);
            spark.sql("DROP DATABASE other CASCADE");
        }
    }

    @Test
    void aBadRowOfAViewFailsTheQuery() throws IOException {
        Path broken = Files.write(folder.resolve("broken.csv"), List.of("code,altitude", "ZRH,432", "BRN"));
        Map<String, DataSource> views =
                Map.of("flights", new Parquet(path("flights")), "airports", new Csv(broken.toString()));
        assertThatThrownBy(() -> rows(new Sql(JOIN, views, null)))
                .rootCause()
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot read line 3 of file:" + broken
                                + ": BRN (does not have the 2 columns of the table); fix the file: a view of a query must not have bad rows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a FROM nowhere| Cannot read data: the query SELECT a FROM nowhere; [TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be found.| line 1 pos 14; the catalog has no such table, and data.source.views are [",
                "SELECT delai FROM flights| Cannot read data: the query SELECT delai FROM flights; [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `delai` cannot be resolved. Did you mean one of the following? [`delay`| line 1 pos 7",
            })
    void namesAMissingTableOrColumn(String query, String message, String position) {
        assertThatThrownBy(() -> new Sql(query, views(), null).open(spark))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining(position);
    }

    @Test
    void namesAMissingFileOfAView() {
        Sql sql = new Sql("SELECT * FROM gone", Map.of("gone", new Parquet(path("gone"))), null);
        assertThatThrownBy(() -> InputPaths.require(
                        sql, MissingPaths.FAIL, spark.sparkContext().hadoopConfiguration()))
                .hasMessageStartingWith("Cannot read data: " + path("gone") + "; there is no such file");
        assertThatThrownBy(() -> sql.open(spark))
                .isInstanceOf(KindlingException.class)
                .hasMessageContaining(path("gone"));
    }

    @Test
    void readsQueriesAndViewsFromConfigurationsAndOverrides() {
        String yaml = """
                source:
                  sql:
                    query: SELECT * FROM flights
                    views:
                      flights: {parquet: here}
                      airports: {csv: {path: there, separator: ;}}
                validation: {sql: SELECT 1}
                test: {csv: {path: t.csv, where: delay > 3}}
                """;
        DataConfig config = read(
                yaml,
                "source.sql.query=SELECT 2",
                "source.sql.views.flights.path=elsewhere",
                "source.sql.views.more={libSvm: x}",
                "test.where=delay > 4");
        assertThat(config.sources().source())
                .isEqualTo(new Sql(
                        "SELECT 2",
                        Map.of(
                                "flights",
                                new Parquet("elsewhere"),
                                "airports",
                                new Csv("there", true, ";"),
                                "more",
                                new LibSvm("x")),
                        null));
        assertThat(config.sources().validation()).isEqualTo(new Sql("SELECT 1"));
        assertThat(config.sources().test().where()).isEqualTo("delay > 4");
        assertThat(RecordReader.read(RecordWriter.write(config, DataConfig.class), DataConfig.class, "again"))
                .isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{sql: DROP TABLE flights}| source.sql in a.yaml: Invalid data.source.query: DROP TABLE flights (is a command; must be a query",
                "{sql: SELECT a FORM b c}| source.sql in a.yaml: Invalid data.source.query: SELECT a FORM b c ([PARSE_SYNTAX_ERROR] Syntax error at or near 'b'",
                "{sql: ''}| source.sql in a.yaml: Invalid data.source.query:  (must be a query)",
                "{sql: {query: SELECT 1, views: {a-b: {parquet: x}}}}| source.sql in a.yaml: Invalid data.source.views: a-b (the name of a view must consist of letters",
                "{sql: {query: SELECT 1, views: {a: {sql: SELECT 2}}}}| source.sql in a.yaml: Invalid data.source.views.a: sql (a view cannot be a query; put it into WITH of the outer query)",
                "{sql: {query: SELECT 1, views: {a: {parkett: x}}}}| Unknown key source.sql.views.a.parkett in a.yaml; known keys: csv, idx, libSvm, parquet, sql, synthetic, table",
                "{sql: {views: {}}}| Missing key source.sql.query in a.yaml",
                "{parquet: {path: x, where: rand() < 1}}| source.parquet in a.yaml: Invalid data.source.where: rand() < 1 (rand gives another value each time",
                "{csv: {path: x, where: count(1) > 2}}| source.csv in a.yaml: Invalid data.source.where: count(1) > 2 (count is a function of several rows",
                "{csv: {path: x, where: a IN (SELECT 1)}}| source.csv in a.yaml: Invalid data.source.where: a IN (SELECT 1) (has a subquery; join the tables in data.source.sql)",
                "{csv: {path: x, where: ''}}| source.csv in a.yaml: Invalid data.source.where:  (must be a Spark SQL expression)",
            })
    void rejectsInvalidQueriesWithoutASession(String source, String message) {
        assertThatThrownBy(() -> read("source: " + source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aConditionFiltersEverySource() throws IOException {
        String svm = Files.write(folder.resolve("x.svm"), List.of("0 1:1", "1 2:3", "1 1:4"))
                .toString();
        List<DataSource> sources = new ArrayList<>(List.of(
                new Parquet(path("flights"), "delay >= 70"),
                new Table("parquet", path("flights"), Map.of(), "delay >= 70"),
                new Csv(path("airports.csv"), true, ",", false, "\"", "altitude > 500"),
                new LibSvm(svm, 0, false, "label > 0.5"),
                new Synthetic(100, 3, 3, "label = 2"),
                new Sql("SELECT * FROM flights", views(), "delay >= 70 AND NULL IS NULL")));
        assertThat(sources).extracting(source -> source.rows(spark).count()).containsExactly(3L, 3L, 1L, 2L, 33L, 3L);
        assertThat(new LibSvm(svm, 0, false, "label > 0.5").ofWidth(4).where()).isEqualTo("label > 0.5");
    }

    @Test
    void filtersOutRowsForWhichTheConditionIsNull() {
        assertThat(rows(new Sql("VALUES (1), (null), (3)", Map.of(), "col1 < 3")))
                .containsExactly("[1]");
    }

    /** A condition cannot be evaluated on an unreadable row, so {@code data.badRows} decides about it. */
    @Test
    void aConditionKeepsUnreadableRows() throws IOException {
        Path broken = Files.write(folder.resolve("cut.csv"), List.of("a,b", "1,2", "3", "4,5"));
        assertThat(rows(new Csv(broken.toString(), true, ",", false, "\"", "a > 3")))
                .hasSize(2)
                .anySatisfy(row -> assertThat(row).contains("[null,null,3,"))
                .anySatisfy(row -> assertThat(row).startsWith("[4,5,"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delay + 1| Cannot filter PATH by data.source.where: delay + 1 is of type BIGINT; it must be a boolean",
                "delai > 1| Cannot use data.source.where on PATH: delai > 1; there is no column delai",
                "delay > array(1)| Cannot use data.source.where on PATH: delay > array(1); [DATATYPE_MISMATCH",
            })
    void rejectsAConditionThatIsInvalidForTheColumns(String where, String message) {
        assertThatThrownBy(() -> new Parquet(path("flights"), where).open(spark))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(message.replace("PATH", path("flights")));
    }

    private static Csv people(String where) throws IOException {
        Path file = Files.write(
                folder.resolve("people.csv"),
                List.of("age,years,city,work city", "9,10,Bern,Bern", "30,4,Rome,Bern", "40,5,Zug,Zug"));
        return new Csv(file.toString(), true, ",", false, "\"", where);
    }

    /** Text order differs from numeric order: '9' is greater than '10'. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age > years| age",
                "years <= age| years",
                "age < '30'| age",
                "age BETWEEN years AND '50'| age",
                "NOT (age >= years)| age",
                "coalesce(age, '0') > years| age",
                "greatest(age, years) = '9'| age",
                "CASE WHEN least(age, years) = '9' THEN true END| age",
                "`work city` < city| work city",
            })
    void aConditionDoesNotOrderTextOfCsv(String where, String column) throws IOException {
        Csv source = people(where);
        String name = column.contains(" ") ? "`" + column + "`" : column;
        assertThatThrownBy(() -> source.open(spark))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use data.source.where on " + source.path() + ": " + where
                        + "; it orders the column "
                        + column + " of comma-separated text as text, where 9 is greater than 10; write double(" + name
                        + ") to order numbers, or string(" + name + ") to order text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "double(age) > double(years)| 2",
                "double(age) > 9.5| 2",
                "age > 9| 2",
                "string(age) > string(years)| 1",
                "city = `work city`| 2",
                "city > 'C'| 2",
                "city IN ('Rome', 'Zug') AND age <> years| 2",
                "length(city) < length(`work city`) + 1| 3",
            })
    void aConditionMayCastAndCompareTextOfCsv(String where, long rows) throws IOException {
        assertThat(people(where).rows(spark).count()).isEqualTo(rows);
    }

    @Test
    void textOfParquetMayBeOrdered() {
        assertThat(new Parquet(path("flights"), "origin < 'C' AND origin <= origin")
                        .rows(spark)
                        .count())
                .isEqualTo(5);
    }

    @Test
    void suggestsACastForArithmeticOnTextOfCsv() throws IOException {
        Csv source = people("age * years > 3");
        assertThatThrownBy(() -> source.open(spark))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("DATATYPE_MISMATCH")
                .hasMessageEndingWith("; the column age of comma-separated text is text; write double(age)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM people WHERE age > years| age",
                "SELECT max(age) FROM people| age",
                "SELECT city, min(years) AS y FROM people GROUP BY city| years",
                "SELECT * FROM people ORDER BY age| age",
                "SELECT row_number() OVER (PARTITION BY city ORDER BY years) AS n FROM people| years",
                "SELECT max_by(city, age) FROM people| age",
                "WITH p AS (SELECT age AS a, years FROM people) SELECT * FROM p JOIN people q ON p.a < q.age| a",
                "SELECT * FROM flights WHERE delay < (SELECT max(double(years)) FROM people WHERE age > years)| age",
            })
    void aQueryDoesNotOrderTextOfCsv(String query, String column) throws IOException {
        Sql sql = new Sql(query, Map.of("people", people(null), "flights", new Parquet(path("flights"))), null);
        assertThatThrownBy(() -> sql.open(spark))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("; it orders the column " + column + " of comma-separated text as text")
                .hasMessageContaining("write double(" + column + ")");
    }

    @Test
    void aQueryMayOrderCastsAndTextOfOtherSources() throws IOException {
        Sql sql = new Sql(
                "SELECT f.origin, max(double(p.age)) AS m FROM flights f LEFT JOIN people p ON p.city = f.origin"
                        + " GROUP BY f.origin ORDER BY f.origin, max(string(p.city))",
                Map.of("people", people(null), "flights", new Parquet(path("flights"))),
                null);
        assertThat(rows(sql)).containsExactly("[BRN,null]", "[ZRH,null]");
    }

    @Test
    void suggestsBackticksForAMissingColumn() throws IOException {
        assertThatThrownBy(() -> people("work city = 'Bern'"))
                .hasMessageContaining("PARSE_SYNTAX_ERROR")
                .hasMessageEndingWith("; names with blanks or hyphens need backticks: `a b`)");
        Path file = Files.write(folder.resolve("hyphens.csv"), List.of("petal-length", "3"));
        Csv source = new Csv(file.toString(), true, ",", false, "\"", "petal-length = '3'");
        assertThatThrownBy(() -> source.open(spark))
                .hasMessageEndingWith("; there is no column petal; write `petal-length` for the column petal-length");
    }

    @Test
    void suggestsMultiLineForAJsonArrayOverSeveralLines() throws IOException {
        Path file = Files.write(folder.resolve("pretty.json"), List.of("[", " {", "  \"a\": 1", " }", "]"));
        assertThatThrownBy(() -> new Table("json", file.toString(), Map.of()).open(spark))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: " + file + "; no line is a JSON object; if objects span several lines,"
                        + " set options: {multiLine: true} in the source");
        assertThat(rows(new Table("json", file.toString(), Map.of("multiLine", "true"))))
                .containsExactly("[1]");
    }

    @Test
    void expressionsDoNotOrderTextOfCsv() throws IOException {
        DerivedColumns older = new DerivedColumns(Map.of("older", "age > years"));
        SourceTable people = people(null).open(spark);
        for (List<String> nullValues : List.of(List.<String>of(), List.of("NA"))) {
            assertThatThrownBy(() -> older.apply(people, nullValues, "people"))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(
                            "Cannot use data.expressions.older on people: age > years; it orders the column age of");
        }
    }

    @Test
    void rejectsAnExpressionThatIsTooLongForAnalysis() throws InterruptedException {
        SqlExpression sum = SqlExpression.of("data.source.where", "delay" + " + delay".repeat(2000) + " > 0");
        Dataset<Row> flights = spark.read().parquet(path("flights"));
        Throwable[] thrown = new Throwable[1];
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        sum.filter(flights, DataSource.CORRUPT_RECORD, "flights");
                    } catch (Throwable e) {
                        thrown[0] = e;
                    }
                },
                "small stack",
                256 << 10);
        small.start();
        small.join();
        assertThat(thrown[0])
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot use data.source.where on flights: delay + delay")
                .hasMessageEndingWith(
                        "it is too long for Spark's analysis; split it into several data.expressions or a view");
    }
}

package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.column.DateParts.Epoch;
import io.kindling.driver.data.column.DateParts.Part;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RowEncoder;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.Csv;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.Parquet;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.source.Table;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.loss.Mse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the tables of {@code docs/data-types.md} with the code.
 * {@code mvn -pl driver -am test -Dtest=DataTypesTest -Dsurefire.failIfNoSpecifiedTests=false -DdataTypes.write}
 * rewrites them.
 */
final class DataTypesTest {
    private static final Path PAGE =
            Path.of("..", "docs", "data-types.md").toAbsolutePath().normalize();
    private static final TimeZone DEFAULT_ZONE = TimeZone.getDefault();
    private static final String JAVA_8 = "spark.sql.datetime.java8API.enabled";
    private static final StructType TEXT =
            new StructType().add("v", DataTypes.StringType).add("one", DataTypes.IntegerType);

    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[1]")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        TimeZone.setDefault(DEFAULT_ZONE);
        spark.stop();
    }

    /** One SQL value of each type. */
    private static Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        examples.put("TINYINT, SMALLINT, INT", "CAST(7 AS INT)");
        examples.put("BIGINT", "CAST(16777217 AS BIGINT)");
        examples.put("FLOAT", "CAST(0.1 AS FLOAT)");
        examples.put("DOUBLE", "CAST(1.50 AS DOUBLE)");
        examples.put("DECIMAL(6,2)", "CAST(1.50 AS DECIMAL(6,2))");
        examples.put("BOOLEAN", "true");
        examples.put("STRING with a number", "' 1.50 '");
        examples.put("STRING, CHAR, VARCHAR", "'red '");
        examples.put("STRING with a date", "'2026-01-31'");
        examples.put("STRING with a time", "'2026-01-31T20:00:00.000+09:00'");
        examples.put("DATE", "DATE'2026-01-31'");
        examples.put("TIMESTAMP", "TIMESTAMP'2026-01-31 10:30:00.120Z'");
        examples.put("TIMESTAMP_NTZ", "TIMESTAMP_NTZ'2026-01-31 10:30:00.120'");
        examples.put("TIME", "TIME'10:30:00'");
        examples.put("INTERVAL DAY TO SECOND", "INTERVAL '1 02:00:00' DAY TO SECOND");
        examples.put("INTERVAL YEAR TO MONTH", "INTERVAL '1-2' YEAR TO MONTH");
        examples.put("INTERVAL", "make_interval(0, 14, 0, 3)");
        examples.put("BINARY", "X'00ff'");
        examples.put("ARRAY<INT>", "array(1, NULL)");
        examples.put("ARRAY<DOUBLE>", "array(1D, 2.5D)");
        examples.put("ARRAY<STRING>", "array('a', 'b\"c')");
        examples.put("STRUCT<b:STRING,a:DATE>", "named_struct('b', 'x', 'a', DATE'2026-01-31')");
        examples.put("MAP<STRING,INT>", "map('b', 2, 'a', 1)");
        examples.put("VARIANT", "parse_json('1')");
        examples.put("VOID", "NULL");
        return examples;
    }

    /** Reads one value in every way. */
    private static final class Reading {
        private final Dataset<Row> table;
        private final List<Row> rows;

        Reading(Dataset<Row> table) {
            this.table = table;
            this.rows = table.collectAsList();
        }

        String line(String type) {
            StructType schema = table.schema();
            return "| " + type + " | "
                    + String.join(
                            " | ",
                            number(List.of("v"), "one", null),
                            category(schema.fields()[0]),
                            date(new DateParts(
                                    List.of("v"), List.of(Part.YEAR, Part.MONTH, Part.DAY, Part.HOUR), false)),
                            number(List.of("one"), "v", null),
                            number(List.of("one"), "one2", "v"))
                    + " |\n";
        }

        String category(StructField field) {
            try {
                FittedColumns.unfitted(table.schema(), NameCase.INSENSITIVE, "it", List.of(new Index(List.of("v"), 9)))
                        .encoded(table.schema(), NameCase.INSENSITIVE, "it");
                String text = CanonicalType.find(field.dataType())
                        .orElseThrow()
                        .text()
                        .of(rows.get(0).get(0));
                return text == null ? "missing" : "`" + text + "`";
            } catch (KindlingException e) {
                return "error";
            }
        }

        String date(DateParts rule) {
            try {
                FittedColumns columns =
                        FittedColumns.unfitted(table.schema(), NameCase.INSENSITIVE, "it", List.of(rule));
                return encoded(columns.apply(SourceTable.of(table), "it"), List.of("v.*"), "one", null);
            } catch (KindlingException e) {
                return "error";
            }
        }

        private String number(List<String> features, String label, String weight) {
            Dataset<Row> wide = label.equals("one2") ? table.selectExpr("v", "one", "1 AS one2") : table;
            try {
                return encoded(SourceTable.of(wide), features, label, weight);
            } catch (KindlingException e) {
                return "error";
            }
        }

        private String encoded(SourceTable source, List<String> features, String label, String weight) {
            RowLayout layout = RowLayout.of(
                    source, "it", new RowLayout.Choice(features, List.of(label), weight), RowLayout.Expected.NOTHING);
            EncodedBatch batch = new RowEncoder(layout, source.schema(), new Mse(), 1, List.of())
                    .encode(0, source.rows().collect().iterator())
                    .next();
            return shown(batch, label.equals("v"), weight != null);
        }

        private static String shown(EncodedBatch batch, boolean label, boolean weight) {
            Rejections rejections = batch.rejections();
            if (rejections.total() > 0) {
                return rejections.counts().keySet().stream()
                        .map(reason -> "bad row: " + reason.plural())
                        .collect(Collectors.joining());
            }
            Block block = batch.block();
            float[] values = label ? block.targets() : weight ? block.weights() : block.features();
            List<String> numbers = new ArrayList<>();
            for (float value : values) {
                numbers.add(NumberText.of(value));
            }
            return "`" + String.join(" ", numbers) + "`";
        }
    }

    private String types() {
        StringBuilder page = new StringBuilder("""
                | SQL type | Example | Number | Category | Date: year month day hour | Label | Weight |
                |---|---|---|---|---|---|---|
                """);
        examples()
                .forEach((type, sql) -> page.append(
                        new Reading(spark.sql("SELECT " + sql + " AS v, 1 AS one")).line(type + " | `" + sql + "`")));
        Dataset<Row> vector = spark.sql("SELECT 1 AS one")
                .withColumn(
                        "v",
                        functions.array_to_vector(org.apache.spark.sql.functions.array(
                                org.apache.spark.sql.functions.lit(0.0), org.apache.spark.sql.functions.lit(1.5))))
                .select("v", "one");
        page.append(new Reading(vector).line("Spark ML vector | `[0.0, 1.5]`"));
        return page.toString();
    }

    private String numbersAsDates() {
        StringBuilder page =
                new StringBuilder("| SQL type | Example | Option | Year month day hour |\n|---|---|---|---|\n");
        List<Part> parts = List.of(Part.YEAR, Part.MONTH, Part.DAY, Part.HOUR);
        String[][] cases = {
            {"INT", "20260131", "yyyyMMdd"},
            {"STRING", "'31.01.2026 10:30'", "dd.MM.yyyy HH:mm"},
            {"BIGINT", "1769855400", "SECONDS"},
            {"DOUBLE", "1769855400.5D", "SECONDS"},
            {"BIGINT", "1769855400000", "MILLISECONDS"},
            {"BIGINT", "1769855400000000", "MICROSECONDS"},
            {"INT", "20484", "DAYS"},
            {"BOOLEAN", "true", "DAYS"}
        };
        for (String[] one : cases) {
            boolean epoch = one[2].equals(one[2].toUpperCase(java.util.Locale.ROOT));
            DateParts rule = new DateParts(
                    List.of("v"), parts, false, "UTC", epoch ? null : one[2], epoch ? Epoch.valueOf(one[2]) : null);
            String option = epoch ? "epoch: " + one[2].toLowerCase(java.util.Locale.ROOT) : "format: " + one[2];
            Dataset<Row> table = spark.sql("SELECT CAST(" + one[1] + " AS " + one[0] + ") AS v, 1 AS one");
            page.append("| " + one[0] + " | `" + one[1] + "` | `" + option + "` | " + new Reading(table).date(rule)
                    + " |\n");
        }
        return page.toString();
    }

    private String missing() {
        StringBuilder page =
                new StringBuilder("| Cell | Number | `impute` | Category | Date |\n|---|---|---|---|---|\n");
        for (String cell : Arrays.asList(null, "", "  ", "NaN", "null", "NA", "\\N")) {
            Reading reading = new Reading(spark.createDataFrame(List.of(RowFactory.create(cell, 1)), TEXT));
            FittedColumns imputed = FittedColumns.unfitted(
                    TEXT, NameCase.INSENSITIVE, "it", List.of(new Impute(List.of("v"), Impute.Strategy.CONSTANT, 5)));
            page.append("| " + (cell == null ? "NULL" : "text `'" + cell + "'`") + " | "
                    + reading.number(List.of("v"), "one", null) + " | "
                    + reading.encoded(imputed.apply(SourceTable.of(reading.table), "it"), List.of("v"), "one", null)
                    + " | " + reading.category(TEXT.fields()[0]) + " | " + reading.date(new DateParts(List.of("v")))
                    + " |\n");
        }
        Reading nan = new Reading(spark.sql("SELECT CAST('NaN' AS DOUBLE) AS v, 1 AS one"));
        FittedColumns imputed = FittedColumns.unfitted(
                nan.table.schema(),
                NameCase.INSENSITIVE,
                "it",
                List.of(new Impute(List.of("v"), Impute.Strategy.CONSTANT, 5)));
        page.append("| DOUBLE `NaN` | " + nan.number(List.of("v"), "one", null) + " | "
                + nan.encoded(imputed.apply(SourceTable.of(nan.table), "it"), List.of("v"), "one", null) + " | "
                + nan.category(nan.table.schema().fields()[0]) + " | error |\n");
        return page.toString();
    }

    /** Reads a column of whole numbers with a gap, a column of dates and a column of timestamps from each source. */
    private String sources() throws IOException {
        Path csv = Files.writeString(
                folder.resolve("a.csv"),
                "n,d,t\n7,2026-01-31,2026-01-31T10:30:00.000Z\n,2026-02-01,2026-02-01T00:00:00.000Z\n");
        Path json = Files.writeString(folder.resolve("a.json"), """
                {"n":7,"d":"2026-01-31","t":"2026-01-31T10:30:00.000Z"}
                {"n":null,"d":"2026-02-01","t":"2026-02-01T00:00:00.000Z"}
                """);
        Map<String, String> inferred = Map.of("header", "true", "inferSchema", "true");
        Table typed = new Table("csv", csv.toString(), inferred);
        String parquet = folder.resolve("parquet").toString();
        typed.open(spark).dataset().coalesce(1).write().parquet(parquet);
        typed.open(spark).dataset().createOrReplaceTempView("catalog");
        Map<String, DataSource> sources = new LinkedHashMap<>();
        sources.put("`csv`", new Csv(csv.toString()));
        sources.put("`table: {format: csv, options: {header, inferSchema}}`", typed);
        sources.put("`table: {format: json}`", new Table("json", json.toString(), Map.of()));
        sources.put("`parquet`", new Parquet(parquet));
        sources.put("`table: {format: table}`", new Table("table", "catalog", Map.of()));
        StringBuilder page = new StringBuilder(
                "| Source | 7 | empty | 2026-01-31 | 2026-01-31T10:30:00.000Z |\n|---|---|---|---|---|\n");
        for (Map.Entry<String, DataSource> source : sources.entrySet()) {
            SourceTable table = source.getValue().open(spark);
            List<Row> rows = table.rows().collect();
            page.append("| " + source.getKey());
            page.append(shown(table, rows, "n"));
            Object gap = rows.get(1).get(table.schema().fieldIndex("n"));
            page.append(" | " + (gap == null ? "NULL" : gap));
            page.append(shown(table, rows, "d")).append(shown(table, rows, "t")).append(" |\n");
        }
        return page.toString();
    }

    private static String shown(SourceTable table, List<Row> rows, String column) {
        int index = table.schema().fieldIndex(column);
        StructField field = table.schema().fields()[index];
        return " | " + field.dataType().catalogString() + " `"
                + CanonicalType.find(field.dataType())
                        .orElseThrow()
                        .text()
                        .of(rows.get(0).get(index))
                + "`";
    }

    @Test
    void pageMatchesTheCode() throws IOException {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("types", types());
        tables.put("numbers as dates", numbersAsDates());
        tables.put("missing", missing());
        tables.put("sources", sources());
        String page = Files.readString(PAGE);
        String expected = page;
        for (Map.Entry<String, String> table : tables.entrySet()) {
            String begin = "<!-- " + table.getKey() + ": written by DataTypesTest -->\n";
            int from = expected.indexOf(begin) + begin.length();
            int to = expected.indexOf("\n<!-- end -->", from);
            expected = expected.substring(0, from) + table.getValue().stripTrailing() + expected.substring(to);
        }
        if (System.getProperty("dataTypes.write") != null) {
            Files.writeString(PAGE, expected);
            return;
        }
        assertThat(page)
                .as("docs/data-types.md; -DdataTypes.write rewrites its tables")
                .isEqualTo(expected);
    }

    @Test
    void weightIsOneNumber() {
        SourceTable table = SourceTable.of(spark.sql("SELECT array(1D, 2D) AS v, 1 AS one, 2 AS two"));
        assertThatThrownBy(() -> RowLayout.of(
                        table,
                        "it",
                        new RowLayout.Choice(List.of("one"), List.of("two"), "v"),
                        RowLayout.Expected.NOTHING))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use column v of it as data.weight: 2 numbers per row; it must hold one");
    }

    @Test
    void dateIsNotANumber() {
        SourceTable table = SourceTable.of(spark.sql("SELECT current_timestamp() AS v, 1 AS one"));
        assertThatThrownBy(() -> RowLayout.of(
                        table,
                        "it",
                        new RowLayout.Choice(List.of("v"), List.of("one"), null),
                        RowLayout.Expected.NOTHING))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read column v of it: timestamp; it is not numeric: give it the rule dateParts in"
                        + " data.columns, or list the columns to train on in data.features");
    }

    /** The text does not depend on Java classes or the time zone of the JVM. */
    @Test
    void textsDoNotDependOnTheMachine() {
        List<String> expected = texts();
        assertThat(expected).hasSize(examples().size() - 1);
        try {
            for (String zone : List.of("Asia/Tokyo", "America/Los_Angeles")) {
                for (String java8 : List.of("true", "false")) {
                    TimeZone.setDefault(TimeZone.getTimeZone(zone));
                    spark.conf().set(JAVA_8, java8);
                    assertThat(texts()).as(zone + " " + java8).isEqualTo(expected);
                }
            }
        } finally {
            TimeZone.setDefault(DEFAULT_ZONE);
            spark.conf().set(JAVA_8, "false");
        }
    }

    private static List<String> texts() {
        List<String> selected = new ArrayList<>();
        examples().forEach((type, sql) -> selected.add(sql));
        Dataset<Row> table = spark.sql("SELECT " + String.join(", ", selected));
        Row row = table.collectAsList().get(0);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            int column = i;
            CanonicalType.find(table.schema().fields()[i].dataType())
                    .ifPresent(type -> texts.add(type.text().of(row.get(column))));
        }
        return texts;
    }

    /** Different values have different texts, also as nested values. */
    @Test
    void differentValuesHaveDifferentTexts() {
        Dataset<Row> table = spark.sql("SELECT * FROM VALUES (array('a,b')), (array('a', 'b')), (array('a\",\"b')),"
                + " (array('null')), (array(CAST(NULL AS STRING))), (array('')), (array()),"
                + " (array('\\\\')), (array('\\\\\\\\')) AS t(v)");
        CellText text = CanonicalType.find(table.schema().fields()[0].dataType())
                .orElseThrow()
                .text();
        List<String> texts =
                table.collectAsList().stream().map(row -> text.of(row.get(0))).toList();
        assertThat(texts).doesNotHaveDuplicates().hasSize(9);
    }
}

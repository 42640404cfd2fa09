package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.DataException;
import java.util.List;
import java.util.TimeZone;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A category has the same number for any SQL type, time zone and Java class. */
final class CategoriesAcrossTypesTest {
    private static final TimeZone MACHINE = TimeZone.getDefault();
    private static final String JAVA_8 = "spark.sql.datetime.java8API.enabled";
    private static final String ZONE = "spark.sql.session.timeZone";

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @AfterEach
    void restore() {
        TimeZone.setDefault(MACHINE);
        spark.conf().set(JAVA_8, "false");
        spark.conf().set(ZONE, "UTC");
    }

    /** Returns a table with the column {@code c}. */
    private static Dataset<Row> table(String type, String... values) {
        return spark.sql(
                "SELECT CAST(c AS " + type + ") AS c FROM VALUES " + "(" + String.join("), (", values) + ") AS t(c)");
    }

    private static FittedColumns index(Dataset<Row> table) {
        return FittedColumns.fit(SourceTable.of(table), "it", List.of(new Index(List.of("c"), 9)), List.of());
    }

    private static List<Object> encoded(FittedColumns columns, Dataset<Row> table) {
        return columns.apply(SourceTable.of(table.coalesce(1)), "it")
                .rows()
                .map(row -> row.get(0))
                .collect();
    }

    @Test
    void integersMatchDoublesAndDecimals() {
        FittedColumns columns = index(table("INT", "7", "7", "7", "0", "0", "1"));
        assertThat(encoded(columns, table("DOUBLE", "7", "0", "1", "1.5"))).containsExactly(1.0, 2.0, 3.0, 0.0);
        assertThat(encoded(columns, table("DECIMAL(4,1)", "7", "0", "1"))).containsExactly(1.0, 2.0, 3.0);
        assertThat(encoded(columns, table("STRING", "'7'", "' 0.0 '", "'1.00'")))
                .containsExactly(1.0, 2.0, 3.0);
    }

    @Test
    void textIsTrimmed() {
        FittedColumns columns = index(table("STRING", "'1'", "'1'", "'b '"));
        assertThat(encoded(columns, table("STRING", "'1 '", "'b'", "' b'"))).containsExactly(1.0, 2.0, 2.0);
    }

    @Test
    void datesMatchTimestamps() {
        FittedColumns columns = index(table("DATE", "'2026-01-02'", "'2026-01-02'", "'2026-01-01'"));
        assertThat(encoded(columns, table("TIMESTAMP", "'2026-01-01'", "'2026-01-02'")))
                .containsExactly(2.0, 1.0);
    }

    @Test
    void timestampsDoNotDependOnTheTimeZone() {
        String[] instants = {"'2026-01-01T10:00:00Z'", "'2026-01-01T10:00:00Z'", "'1890-07-01T00:00:00.120Z'"};
        List<String> expected = List.of("2026-01-01T10:00:00Z", "1890-07-01T00:00:00.12Z");
        for (String zone : List.of("UTC", "Asia/Tokyo")) {
            for (String java8 : List.of("false", "true")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                spark.conf().set(JAVA_8, java8);
                assertThat(index(table("TIMESTAMP", instants)).columns().get(0).categories())
                        .as(zone + " " + java8)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void arraysAndBytesHaveACanonicalText() {
        assertThat(index(table("ARRAY<INT>", "array(1, 2)", "array(1, 2)", "array(3)"))
                        .columns()
                        .get(0)
                        .categories())
                .containsExactly("[1,2]", "[3]");
        Dataset<Row> bytes = table("BINARY", "X'00ff'", "X'00ff'", "X'0a'");
        assertThat(index(bytes).columns().get(0).categories())
                .isEqualTo(index(bytes).columns().get(0).categories())
                .containsExactly("0x00ff", "0x0a");
    }

    @Test
    void numberIsNotADate() {
        for (String type : List.of("int", "double", "decimal(8,0)")) {
            assertThatThrownBy(() -> FittedColumns.fit(
                            SourceTable.of(table(type, "20260101")),
                            "it",
                            List.of(new DateParts(List.of("c"))),
                            List.of()))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot use column c of it: " + type
                            + "; dateParts needs the meaning of the numbers: set format, such as yyyyMMdd for 20260131, or"
                            + " epoch: seconds, milliseconds, microseconds or days");
        }
        assertThatThrownBy(() -> FittedColumns.fit(
                        SourceTable.of(table("boolean", "true")),
                        "it",
                        List.of(new DateParts(List.of("c"))),
                        List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot use column c of it: boolean; dateParts reads dates, timestamps and text, and numbers"
                                + " with format or epoch");
    }

    @Test
    void timestampsWrittenBySparkAreDates() {
        Dataset<Row> text = table("STRING", "'2026-01-01T10:00:00.000Z'");
        FittedColumns columns =
                FittedColumns.unfitted(text.schema(), NameCase.INSENSITIVE, "it", List.of(new DateParts(List.of("c"))));
        assertThat(encoded(columns, text)).containsExactly(2026.0);
    }
}

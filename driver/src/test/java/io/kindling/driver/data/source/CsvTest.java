package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvTest {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.local(2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Csv multiLine(Path path) {
        return new Csv(path.toString(), true, ",", true, "\"");
    }

    private static List<Row> rows(Csv csv, String... columns) {
        return csv.rows(spark).selectExpr(columns).collectAsList();
    }

    @Test
    void acceptsEscapedSeparators() {
        for (String tab : List.of("\t", "\\t", "tab", "\\u0009")) {
            assertThat(new Csv("x", true, tab).separator()).isEqualTo("\t");
        }
        assertThat(new Csv("x", true, "\\u0001").separator()).isEqualTo("\u0001");
        assertThat(new Csv("x", true, "\\").separator()).isEqualTo("\\");
        for (String none : List.of("", "\"", "\n")) {
            assertThatThrownBy(() -> new Csv("x", true, none))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("Invalid data.source.separator: ");
        }
        assertThatThrownBy(() -> new Csv("x", true, ",", false, "\\\\"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid data.source.escape: ");
    }

    @Test
    void quotedCellsMayContainLineBreaks() throws IOException {
        String text = "\uFEFF\"a\nb\",c\r\n1,\"x\r\ny, \"\"z\"\"\"\r\n\r\n2,plain\r3,\"\"\n4,\"end\"";
        Path file = Files.writeString(folder.resolve("lines.csv"), text);
        assertThat(rows(multiLine(file), "`a\nb`", "c", RowOrigin.LINE))
                .containsExactly(
                        RowFactory.create("1", "x\r\ny, \"z\"", 3L),
                        RowFactory.create("2", "plain", 6L),
                        RowFactory.create("3", null, 7L),
                        RowFactory.create("4", "end", 8L));
    }

    @Test
    void everyFileHasAHeader() throws IOException {
        Path more = Files.createDirectory(folder.resolve("more"));
        for (String name : List.of("a", "b", "c")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(more.resolve(name + ".csv.gz")))) {
                out.write(("n,text\n" + name + ",\"1\n2\"\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(rows(multiLine(more), "n", "text"))
                .containsExactlyInAnyOrder(
                        RowFactory.create("a", "1\n2"), RowFactory.create("b", "1\n2"), RowFactory.create("c", "1\n2"));
        Files.writeString(more.resolve("d.csv"), "other,text\n1,2\n");
        assertThatThrownBy(() -> rows(multiLine(more), "n"))
                .isInstanceOf(SparkException.class)
                .rootCause()
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its header is other,text, but the header of another file is n,text");
    }

    @Test
    void anUnclosedQuoteIsABadRow() throws IOException {
        Path file = Files.writeString(folder.resolve("open.csv"), "a,b\n1,\"x\n2,3\n4,5\n");
        assertThat(rows(multiLine(file), DataSource.CORRUPT_RECORD, RowOrigin.LINE))
                .containsExactly(RowFactory.create("1,\"x\n2,3\n4,5\n", 2L));
    }

    @Test
    void readsTheDefaultOutputOfSpark() {
        StructType schema = new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType);
        List<Row> written = List.of(
                RowFactory.create("say \"no\", ok", "1"),
                RowFactory.create("back\\slash, \\\"", "2"),
                RowFactory.create("two\nlines", "3"));
        String place = folder.resolve("written").toString();
        spark.createDataFrame(written, schema).write().option("header", true).csv(place);
        assertThat(rows(new Csv(place, true, ",", true, "\\"), "a", "b")).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void namesAFileThatSparkSkips() throws IOException {
        Path file = Files.writeString(folder.resolve("_rows.csv"), "a\n1\n");
        assertThatThrownBy(() -> new Csv(file.toString()).open(spark))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("Spark skips files whose names begin with _ or a dot; rename it");
    }
}

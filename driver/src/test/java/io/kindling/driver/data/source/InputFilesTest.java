package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads files in partition folders with every source. */
final class InputFilesTest {
    private static final List<String> DAYS = List.of("2026-01-01", "2026-01-02");

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void write() throws IOException {
        spark = TestSpark.local(2);
        for (String day : DAYS) {
            write("flat/dt=" + day + "/p.csv", "a,b\n1,2\n");
            for (String hour : List.of("00", "01")) {
                String partition = "/dt=" + day + "/hour=" + hour + "/";
                write("csv" + partition + "p.csv", "a,b\n" + hour + ",2\n");
                write("svm" + partition + "p.svm", "1 2:" + hour + "\n");
                write("json" + partition + "p.json", "{\"a\":1" + hour + "}\n");
            }
        }
        spark.read().json(folder + "/json").write().partitionBy("dt", "hour").parquet(folder + "/parquet");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Returns the data columns with their types. */
    private static List<String> columns(DataSource source) {
        return columns(source.open(spark).schema()).stream()
                .map(field -> field.name() + " " + field.dataType().typeName())
                .toList();
    }

    private static List<StructField> columns(StructType schema) {
        return Arrays.stream(schema.fields())
                .filter(field -> !field.name().startsWith("_"))
                .toList();
    }

    /** Returns the cells of some columns, sorted. */
    private static List<String> rows(DataSource source, String... columns) {
        SourceTable table = source.open(spark);
        StructType schema = table.schema();
        return table.rows().map(row -> cells(row, schema, columns)).collect().stream()
                .sorted()
                .toList();
    }

    private static String cells(Row row, StructType schema, String... columns) {
        return Arrays.stream(columns)
                .map(name -> String.valueOf(row.get(schema.fieldIndex(name))))
                .reduce((a, b) -> a + " " + b)
                .orElseThrow();
    }

    @Test
    void everySourceReadsPartitionColumns() {
        String[] wanted = {"2026-01-01 0", "2026-01-01 1", "2026-01-02 0", "2026-01-02 1"};
        for (String path : List.of("", "/dt={2026-01-01,2026-01-02}", "/dt=*", "/dt=*/hour=*", "/*/*/p*")) {
            DataSource csv = new Csv(folder + "/csv" + path);
            assertThat(columns(csv)).as(path).containsExactly("a string", "b string", "dt date", "hour integer");
            assertThat(rows(csv, "dt", "hour")).as(path).containsExactly(wanted);
            DataSource lines = new Csv(folder + "/csv" + path, true, ",", true, "\"");
            assertThat(columns(lines)).as(path).isEqualTo(columns(csv));
            assertThat(rows(lines, "a", "b", "dt", "hour")).as(path).isEqualTo(rows(csv, "a", "b", "dt", "hour"));
            DataSource svm = new LibSvm(folder + "/svm" + path);
            assertThat(columns(svm)).as(path).contains("dt date", "hour integer");
            assertThat(rows(svm, "dt", "hour")).as(path).containsExactly(wanted);
            DataSource parquet = new Parquet(folder + "/parquet" + path);
            assertThat(columns(parquet)).as(path).containsExactly("a long", "dt date", "hour integer");
            assertThat(rows(parquet, "dt", "hour")).as(path).containsExactly(wanted);
            DataSource json = new Table("json", folder + "/json" + path, Map.of());
            assertThat(columns(json)).as(path).containsExactly("a long", "dt date", "hour integer");
            assertThat(rows(json, "dt", "hour")).as(path).containsExactly(wanted);
        }
    }

    @Test
    void marksPartitionColumnsOfThePath() {
        assertThat(marked("/csv")).isEmpty();
        assertThat(marked("/csv/dt=*")).containsExactly("dt");
        assertThat(marked("/csv/dt=*/hour=00/p.csv")).containsExactly("dt", "hour");
        assertThat(marked("/flat/dt=2026-01-01")).containsExactly("dt");
    }

    private static List<String> marked(String path) {
        return columns(new Csv(folder + path).open(spark).schema()).stream()
                .filter(InputFiles::isFromPath)
                .map(StructField::name)
                .toList();
    }

    @Test
    void readsSeveralRootsWithTheSameColumnsAsOneTable() throws IOException {
        write("more/dt=2026-01-03/hour=2/p.csv", "a,b\n1,2\n");
        assertThat(rows(new Csv(folder + "/{csv/dt=2026-01-02,more/dt=2026-01-03}"), "dt", "hour"))
                .containsExactly("2026-01-02 0", "2026-01-02 1", "2026-01-03 2");
        assertThat(rows(new Csv(folder + "/{csv,more}"), "dt", "hour")).hasSize(5);
        assertThatThrownBy(() -> new Csv(folder + "/{csv,flat}").open(spark))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("some of its paths lack the column hour; read them as separate sources");
    }

    @Test
    void aPartitionColumnReplacesAColumnOfTheFile() throws IOException {
        write("both/hour=07/p.csv", "hour,a\n7,1\n");
        assertThat(columns(new Csv(folder + "/both"))).containsExactly("hour integer", "a string");
        assertThat(rows(new Csv(folder + "/both"), "hour", "a")).containsExactly("7 1");
        assertThat(marked("/both/hour=07")).isEmpty();
    }

    @Test
    void readsTheHiveDefaultPartitionAsNull() throws IOException {
        write("hive/g=__HIVE_DEFAULT_PARTITION__/p.csv", "a\n1\n");
        write("hive/g=x/p.csv", "a\n2\n");
        assertThat(rows(new Csv(folder + "/hive"), "a", "g")).containsExactly("1 null", "2 x");
    }

    @Test
    void readsFoldersWithColonsInTheirNames() throws IOException {
        for (String name : List.of("plain/ts=2026-01-01T10:00", "escaped/ts=2026-01-01T10%3A00")) {
            write(name + "/p.csv", "a,b\n1,2\n");
            Path root = Path.of(name).getName(0);
            for (String path : List.of(root.toString(), name, root + "/ts=*", root + "/*/*.csv")) {
                DataSource source = new Csv(folder + "/" + path);
                assertThat(rows(source, "a", "ts")).as(path).containsExactly("1 2026-01-01T10:00");
                assertThat(new Csv(source.place(), true, ",", true, "\"")
                                .rows(spark)
                                .count())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void readsFoldersWithGlobCharactersOnce() throws IOException {
        for (String name : List.of("g[1]", "h*i", "j?k", "l{m}")) {
            write("literal/" + name + "/p.csv", "a\n1\n2\n");
        }
        assertThat(rows(new Csv(folder + "/literal/g[1]"), "a")).containsExactly("1", "2");
        assertThat(rows(new Csv(folder + "/literal/{g[1],h*i,j?k,l{m}}"), "a")).hasSize(8);
    }

    @Test
    void matchesPartitionColumnsByTheCaseSensitivityOfTheSession() throws IOException {
        write("case/hour=07/p.csv", "Hour,a\n7,1\n");
        assertThat(columns(new Csv(folder + "/case"))).containsExactly("hour integer", "a string");
        assertThat(marked("/case/hour=07")).isEmpty();
        spark.conf().set("spark.sql.caseSensitive", "true");
        try {
            assertThat(columns(new Csv(folder + "/case"))).containsExactly("Hour string", "a string", "hour integer");
            assertThat(marked("/case/hour=07")).containsExactly("hour");
        } finally {
            spark.conf().unset("spark.sql.caseSensitive");
        }
    }

    @Test
    void partitionColumnsMayHaveTheNamesOfSparkReaderColumns() throws IOException {
        for (String name : List.of("value", "path", "length", "content")) {
            write("own-" + name + "/" + name + "=3/p.csv", "a,b\n1,2\n");
            write("own-svm-" + name + "/" + name + "=3/p.svm", "1 1:5\n");
            String path = folder + "/own-" + name;
            assertThat(rows(new Csv(path), "a", "b", name)).as(name).containsExactly("1 2 3");
            Csv multiLine = new Csv(path, true, ",", true, "\"");
            if (name.equals("value")) {
                assertThat(rows(multiLine, "a", "b", name)).containsExactly("1 2 3");
            } else {
                assertThatThrownBy(() -> multiLine.open(spark))
                        .isInstanceOf(DataException.class)
                        .hasMessage("Cannot read data: " + path
                                + "; with multiLine: true a partition folder cannot be named " + name + ", rename it");
            }
            assertThat(rows(new LibSvm(folder + "/own-svm-" + name), "label", "features", name))
                    .as(name)
                    .containsExactly("1.0 (1,[0],[5.0]) 3");
        }
    }
}

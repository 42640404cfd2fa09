package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions in every format can be read as data: metrics on them equal metrics on the original rows. */
final class SourcesAndSinksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void train() throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,label"));
        for (int i = 0; i < 60; i++) {
            lines.add(i % 7 + "," + i % 5 + "," + (i % 7 > 3 ? 1 : 0));
        }
        Files.write(folder.resolve("rows.csv"), lines);
        train("classes", "[linear: 4, relu, linear: 2]", "crossEntropy");
        train("numbers", "[linear: 1]", "mse");
    }

    private static void train(String name, String layers, String loss) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), """
                data: {source: {csv: %s}, label: [label]}
                network: {layers: %s}
                loss: %s
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 3, batchSize: 16}
                """.formatted(path("rows.csv"), layers, loss));
        run("train", "--config", path(name + ".yaml"), "--output", path(name));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertThat(run(out, err, arguments)).as(err.toString()).isZero();
        return out.toString();
    }

    private static int run(StringWriter out, StringWriter err, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--master", "local[2]"));
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), all.toArray(new String[0]));
    }

    private static void assertRefused(int code, String message, String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(run(new StringWriter(), err, arguments)).isEqualTo(code);
        assertThat(err.toString())
                .startsWith("error: " + message)
                .endsWith("\n")
                .containsOnlyOnce("\n");
    }

    private static JsonNode metrics(String model, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--model", path(model), "--json"));
        arguments.addAll(List.of(more));
        List<String> lines =
                run(arguments.toArray(new String[0])).strip().lines().toList();
        JsonNode evaluation = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(evaluation.path("examples").asInt()).isEqualTo(60);
        return evaluation.path("metrics");
    }

    /** The same metrics as on the original rows, up to the order of summation. */
    private static void assertEvaluatedOnSource(String model, String source, String... names) throws IOException {
        JsonNode wanted = metrics(model);
        JsonNode found = metrics(model, "--set", "data.source=" + source);
        assertThat(found.fieldNames()).toIterable().containsExactly(names);
        for (String name : names) {
            assertThat(found.path(name).asDouble())
                    .as(name)
                    .isCloseTo(wanted.path(name).asDouble(), within(1e-6));
        }
    }

    @Test
    void theRunFolderReportsDroppedRows() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("rows.csv")));
        lines.add("NaN,1,0");
        lines.add("1,2,7");
        Files.write(folder.resolve("spoilt.csv"), lines);
        run(
                "train",
                "--config",
                path("classes.yaml"),
                "--output",
                path("spoilt"),
                "--set",
                "data.source.csv.path=" + path("spoilt.csv"),
                "--set",
                "data.badRows.drop.maxBadShare=0.1");
        assertThat(Files.readAllLines(folder.resolve("spoilt/events.jsonl")))
                .filteredOn(event -> event.contains("\"warning\"") && event.contains("dropped rows: 1 "))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "orc"})
    void writtenPredictionsCanBeRead(String format) throws IOException {
        run("predict", "--model", path("classes"), "--output", path(format), "--format", format);
        assertEvaluatedOnSource(
                "classes",
                "{table: {format: %s, path: '%s'}}".formatted(format, path(format)),
                "loss",
                "accuracy",
                "precision",
                "recall",
                "f1",
                "auc",
                "logLoss");
    }

    @Test
    void anUnsupportedFormatIsAnError() {
        assertRefused(
                2,
                "Invalid format of predictions: nosuch (must be parquet, csv, json, orc, or another",
                "predict",
                "--model",
                path("classes"),
                "--output",
                path("nosuch"),
                "--format",
                "nosuch");
    }

    @Test
    void aTableNeedsAName() {
        assertRefused(
                2,
                "Invalid table: a/b (must be a name such as schema.table)",
                "predict",
                "--model",
                path("classes"),
                "--output",
                "a/b",
                "--format",
                "table");
    }

    @Test
    void outputCannotBeAFile() {
        assertRefused(
                2,
                "Cannot train into file:" + path("rows.csv") + ": it is a file; name a folder with --output",
                "train",
                "--config",
                path("classes.yaml"),
                "--output",
                path("rows.csv"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "named.csv.gz|not a gzip file: rename it without .gz, or compress it",
                "cut.csv.gz|Unexpected end of input stream: it is truncated; copy it again"
            })
    void aCorruptCompressedFileNamesTheCure(String name, String message) throws IOException {
        byte[] rows = Files.readAllBytes(folder.resolve("rows.csv"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(rows);
        }
        Files.write(folder.resolve("named.csv.gz"), rows);
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
        assertRefused(
                3,
                "Cannot read data: " + path(name) + "; " + message,
                "train",
                "--config",
                path("classes.yaml"),
                "--output",
                path("damaged"),
                "--set",
                "data.source.csv.path=" + path(name));
    }

    @Test
    void aRunWithoutItsConfigurationIsAnError() throws IOException {
        Path lost = Files.createDirectory(folder.resolve("lost"));
        Files.createDirectory(lost.resolve("model"));
        Files.copy(folder.resolve("classes/model/manifest.json"), lost.resolve("model/manifest.json"));
        assertRefused(
                3, "Cannot read run: file:" + lost + "; its config.yaml is missing", "evaluate", "--model", "" + lost);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{format: delta, path: x} | the data source delta is not on the class path; it is in"
                        + " io.delta:delta-spark_2.13: add it with --packages io.delta:delta-spark_2.13:VERSION, or with --jars FILE",
                "{format: parquett, path: x} | Spark has no data source parquett; check the name, or add its jar with --jars",
                "{format: jdbc, options: {url: 'jdbc:postgresql://h/d', dbtable: t}} | a JDBC driver for postgresql is not"
                        + " on the class path; it is in org.postgresql:postgresql: add it with --packages",
                "{format: jdbc, options: {url: 'jdbc:x://h/d', dbtable: t}} | a JDBC driver for x is not on the class path; add",
                "{format: jdbc, options: {url: 'jdbc:mysql://h/d', dbtable: t, driver: com.mysql.cj.jdbc.Driver}} | the"
                        + " class com.mysql.cj.jdbc.Driver is not on the class path; it is in com.mysql:mysql-connector-j",
            })
    void aMissingJarIsNamedWithItsCure(String table, String message) throws IOException {
        Files.writeString(folder.resolve("jar.yaml"), """
                data: {source: {table: %s}, label: [label]}
                network: {layers: [linear: 2]}
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 3, batchSize: 16}
                """.formatted(table));
        String place = table.contains("jdbc") ? "jdbc" : "x";
        assertRefused(3, "Cannot read data: " + place + "; " + message, "train", "--config", path("jar.yaml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delta | Invalid format of predictions: delta (must be parquet, csv, json, orc, or another whose writer is"
                        + " on the class path; the data source delta is not on the class path; it is in io.delta:delta-spark",
                "jdbc | Cannot write predictions: jdbc; a JDBC driver for oracle is not on the class path; it is in"
                        + " com.oracle.database.jdbc:ojdbc11",
            })
    void aMissingJarOfASinkIsNamed(String format, String message) {
        assertRefused(
                2,
                message,
                "predict",
                "--model",
                path("classes"),
                "--format",
                format,
                "--option",
                "url=jdbc:oracle:thin:@h:1521:d",
                "--option",
                "dbtable=t",
                "--option",
                "path=" + path("sink"));
    }

    @Test
    void aSchemaCanBeInferred() throws IOException {
        Files.writeString(folder.resolve("inferred.yaml"), """
                data:
                  source: {table: {format: csv, path: %s, options: {header: "true", inferSchema: "true"}}}
                  label: [label]
                network: {layers: [linear: 2]}
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 1, batchSize: 16}
                """.formatted(path("rows.csv")));
        run("train", "--config", path("inferred.yaml"), "--output", path("inferred"));
        assertThat(folder.resolve("inferred/summary.json")).exists();
    }

    @Test
    void aTableOfTheCatalogIsWritten() throws IOException {
        System.setProperty("spark.sql.warehouse.dir", path("warehouse"));
        try {
            run("predict", "--model", path("numbers"), "--output", "predictions", "--format", "table");
        } finally {
            System.clearProperty("spark.sql.warehouse.dir");
        }
        String source = "{parquet: '%s'}".formatted(path("warehouse/predictions"));
        assertEvaluatedOnSource("numbers", source, "loss", "rmse", "mae", "r2");
        assertThat(run("evaluate", "--model", path("numbers")))
                .startsWith("60 examples of ")
                .contains("loss ", "rmse ", "mae ", "r2 ")
                .doesNotContain("predicted as");
    }
}

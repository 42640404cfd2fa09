package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unusual files and values are read, or cause one error or warning that names the cure. */
final class OddInputsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        table("good.csv", "Oslo", "Bern");
        Files.writeString(folder.resolve("x.yaml"), """
                data: {source: {csv: %s}, label: [label], features: [a]}
                network: {layers: [linear: 2]}
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 1, batchSize: 16}
                """.formatted(path("good.csv")));
    }

    private void table(String name, String... cities) throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,city,label"));
        for (int i = 0; i < 40; i++) {
            lines.add(i % 7 + "," + cities[i % cities.length] + "," + (i % 7 > 3 ? 1 : 0));
        }
        Files.write(folder.resolve(name), lines);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int run(List<String> command, String... assignments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(command);
        for (String assignment : assignments) {
            arguments.addAll(List.of("--set", assignment));
        }
        arguments.addAll(List.of("--json", "--master", "local[2]"));
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
    }

    private int train(String output, String... assignments) {
        return run(List.of("train", "--config", path("x.yaml"), "--output", path(output)), assignments);
    }

    private int plan(String... assignments) {
        return run(List.of("train", "--config", path("x.yaml"), "--output", path("none"), "--dry-run"), assignments);
    }

    private int evaluate(String model, String... assignments) {
        return run(List.of("evaluate", "--model", path(model)), assignments);
    }

    private JsonNode last() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private void refused(int code, String message) {
        assertThat(err.toString()).startsWith("error: " + message).hasLineCount(1);
        assertThat(code).isEqualTo(3);
    }

    private String json(String name, String... rows) throws IOException {
        Files.write(folder.resolve(name), List.of(rows));
        return "data.source={table: {format: json, path: '" + path(name) + "'}}";
    }

    @Test
    void readsAFileNameWithAColon() throws IOException {
        Files.copy(folder.resolve("good.csv"), folder.resolve("a:b.csv"));
        assertThat(train("lines", "data.source={csv: '" + path("a:b.csv") + "'}"))
                .as(err.toString())
                .isZero();
        JsonNode lines = last().path("parametersSha256");
        assertThat(train("records", "data.source={csv: {path: '" + path("a:b.csv") + "', multiLine: true}}"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("parametersSha256")).isEqualTo(lines);
        assertThat(train("good")).isZero();
        assertThat(last().path("parametersSha256")).isEqualTo(lines);
        refused(
                train("bad", "data.source={csv: '" + path("a:c.csv") + "'}"),
                "Cannot read data: " + path("a:c.csv") + "; there is no such file or folder");
    }

    @Test
    void readsAFileThatIsListedTwiceOnce() throws IOException {
        assertThat(train("once")).isZero();
        JsonNode once = last();
        assertThat(once.path("examples").path("train").asInt()).isEqualTo(40);
        String twice = path("good.csv") + "," + path("good.csv");
        assertThat(train("twice", "data.source={csv: '{" + twice + "}'}"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("examples")).isEqualTo(once.path("examples"));
        assertThat(last().path("parametersSha256")).isEqualTo(once.path("parametersSha256"));
        assertThat(plan("data.source={csv: '{" + twice + "}'}"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("data").path("train")).hasSize(1);
    }

    @Test
    void showsAnArrayInABadRowAsAnArray() throws IOException {
        refused(
                train(
                        "bad",
                        json(
                                "a.json",
                                "{\"a\":[1,2],\"label\":0}",
                                "{\"a\":[3,4],\"label\":1}",
                                "{\"a\":[5,6,7],\"label\":1}")),
                "Cannot read column a of row 3 of partition 0 ([5, 6, 7], 1): 3 values (must be 2)");
    }

    @Test
    void namesDuplicateColumnNames() throws IOException {
        String cure = "; it has several columns or keys named a, which are equal with spark.sql.caseSensitive=false;"
                + " rename all but one, or set it to true if they differ only in case";
        String upper = json("upper.json", "{\"a\":1,\"A\":2,\"label\":0}");
        refused(train("bad", upper), "Cannot read data: " + path("upper.json") + cure);
        String same = json("same.json", "{\"a\":1,\"a\":2,\"label\":0}");
        refused(train("bad", same), "Cannot read data: " + path("same.json") + cure);
    }

    @Test
    void namesTheCureForADecimalComma() throws IOException {
        Files.write(folder.resolve("comma.csv"), List.of("a;label", "1,5;0", "1.234,5;1"));
        String source = "data.source={csv: {path: '" + path("comma.csv") + "', separator: ;}}";
        refused(
                train("bad", source),
                "Cannot read column a of line 2 of file:" + path("comma.csv")
                        + ": '1,5' (not a number: it has a decimal comma; write 1.5 in the data, or make a column of it in data.expressions:"
                        + " double(replace(a, ',', '.')))");
    }

    @Test
    void aDryRunReadsTheFirstRows() throws IOException {
        Files.writeString(
                folder.resolve("bad.csv"), Files.readString(folder.resolve("good.csv")) + "x,Oslo,1\n1,Oslo,7\n");
        String bad = "data.source.csv=" + path("bad.csv");
        refused(
                plan(bad),
                "Cannot read column a of line 42 of file:" + path("bad.csv") + ": 'x' (not a number; text"
                        + " needs a rule in data.columns) (2 bad rows: 1 values that are not numbers, 1 invalid labels)");
        assertThat(plan(bad, "data.badRows={drop: 0.5}")).as(err.toString()).isZero();
        assertThat(last().path("sample").path(0).asText())
                .startsWith(
                        "bad rows among the first 1000 of " + path("bad.csv")
                                + ": 1 values that are not numbers, 1 invalid labels; the first: Cannot read column a of line 42");
        refused(plan("data.test.csv=" + path("bad.csv")), "Cannot read column a of line 42 of file:" + path("bad.csv"));
        String index = "data.columns=[{index: {columns: [city, label], maxCategories: 9}}]";
        assertThat(plan(index, "data.features=[city]", "data.test.csv=" + path("bad.csv")))
                .as("labels of the test data may be in rows that were not read")
                .isZero();
        assertThat(plan(
                        index,
                        "data.features=[city]",
                        "network.layers=[{embedding: {numEmbeddings: 2, embeddingDim: 2}}, flatten, {linear: 2}]"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("error: Invalid numEmbeddings of network.layers.0: 2 (column city has the numbers 0 to 2");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void warnsOfColumnsThatDifferFromTheTrainingData() throws IOException {
        String[] fitted = {
            "data.columns=[{oneHot: {columns: [city], maxCategories: 9}}]",
            "data.features=[a, city]",
            "data.scaling=standardize"
        };
        assertThat(train("run", fitted)).as(err.toString()).isZero();
        assertThat(evaluate("run")).isZero();
        assertThat(err.toString()).isEmpty();
        table("other.csv", "oslo", "bern", "rome");
        String other = "data.source.csv.path=" + path("other.csv");
        String warning = "column city: the model knows none of the 3 categories in the first 40 values (oslo, bern,"
                + " rome); it knows Bern, Oslo";
        assertThat(evaluate("run", other)).isZero();
        assertThat(err.toString()).isEqualTo("warning: " + warning + System.lineSeparator());
        assertThat(last().path("warnings").path(0).asText()).isEqualTo(warning);
        assertThat(run(List.of("predict", "--model", path("run"), "--output", path("predicted")), other))
                .isZero();
        assertThat(err.toString()).isEqualTo("warning: " + warning + System.lineSeparator());
        assertThat(train("warm", fitted[0], fitted[1], fitted[2], other, "network.initialParameters=" + path("run")))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(folder.resolve("warm/events.jsonl"))).contains(warning);

        String far = Files.readString(folder.resolve("good.csv")).replaceAll("(?m)^(\\d),", "90$1,");
        Files.writeString(folder.resolve("far.csv"), far);
        assertThat(evaluate("run", "data.source.csv.path=" + path("far.csv"))).isZero();
        assertThat(err.toString()).startsWith("warning: feature a: each of its first 40 values is 4");
    }
}

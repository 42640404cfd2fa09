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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on realistic input files. */
final class RealInputsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 24;

    @TempDir
    private Path folder;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, List<String> lines) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    private static List<String> lines(String header, String... forms) {
        List<String> lines = new ArrayList<>(header.isEmpty() ? List.of() : List.of(header));
        IntStream.range(0, ROWS).forEach(i -> lines.add(forms[i % forms.length].replace("#", String.valueOf(i))));
        return lines;
    }

    private void train(String name, String data, String... more) throws IOException {
        write(
                name + ".yaml",
                List.of(
                        "data: " + data,
                        "network: {layers: [linear: 1]}",
                        "loss: bceWithLogits",
                        "optimizer: {adam: {learningRate: 0.05}}",
                        "training: {epochs: 1, batchSize: 8}"));
        List<String> arguments = new ArrayList<>(List.of("train", "--config", path(name + ".yaml")));
        arguments.addAll(List.of("--output", path(name)));
        arguments.addAll(List.of(more));
        run(arguments);
    }

    private static String run(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--master", "local[2]"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertThat(Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), all.toArray(new String[0])))
                .as(err.toString())
                .isZero();
        return out.toString();
    }

    private double loss(String model, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--model", path(model), "--json"));
        arguments.addAll(List.of(more));
        List<String> lines = run(arguments).strip().lines().toList();
        JsonNode evaluation = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(evaluation.path("examples").asInt()).isEqualTo(ROWS);
        return evaluation.path("metrics").path("loss").asDouble();
    }

    private void predict(String model, String output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("predict", "--model", path(model), "--output", path(output)));
        arguments.addAll(List.of(more));
        assertThat(run(arguments)).startsWith(ROWS + " rows of ");
    }

    @Test
    void csvPredictionsRoundTrip() throws IOException {
        write(
                "notes.csv",
                lines(
                        "a,note,label",
                        "#,\"say \"\"no\"\", ok\",1",
                        "#,\"back\\slash\\\",0",
                        "#,\"two\nlines\",1",
                        "#,\"=#\",0"));
        train(
                "notes",
                "{source: {csv: {path: %s, multiLine: true}}, label: [label], columns: [{index: {columns: [note], maxCategories: 9}}]}"
                        .formatted(path("notes.csv")));
        predict("notes", "notes-predicted", "--format", "csv");
        assertThat(loss("notes", "--set", "data.source.csv.path=" + path("notes-predicted")))
                .isEqualTo(loss("notes"));
    }

    @Test
    void trainsOnDaysPartitionedByHour() throws IOException {
        for (String day : List.of("2026-01-01", "2026-01-02")) {
            for (String hour : List.of("00", "01")) {
                write(
                        "events/dt=" + day + "/hour=" + hour + "/p.csv",
                        lines("a,b,label", "#,1,1", "2,#,0").subList(0, 7));
            }
        }
        train(
                "days",
                "{source: {csv: '%s/dt={asOf-1d..asOf}'}, label: [label], columns: [{dateParts: {columns: [dt]}}]}"
                        .formatted(path("events")),
                "--as-of",
                "2026-01-02");
        predict("days", "days-csv");
        assertThat(loss("days")).isEqualTo(loss("days", "--set", "data.source.csv.path=" + path("events")));
        JsonNode model = JSON.readTree(folder.resolve("days/model/model.json").toFile());
        assertThat(model.path("featureColumns"))
                .map(JsonNode::asText)
                .containsExactly("a", "b", "dt.year", "dt.month", "dt.dayOfWeek", "hour");
    }

    @Test
    void missingValueMarkersApplyInEveryCommand() throws IOException {
        String columns =
                "label: [label], columns: [{impute: {columns: [a]}}, {oneHot: {columns: [b], maxCategories: 3, missing: none}}]";
        write("marked.csv", lines("a,b,label", "#,x,1", "NA,?,0", "-999.0,y,1", "3,null,0"));
        write("empty.csv", lines("a,b,label", "#,x,1", ",,0", ",y,1", "3,,0"));
        write("other.csv", lines("a,b,label", "#,x,1", "missing,,0", "-999,y,1", "3,missing,0"));
        train(
                "marked",
                "{source: {csv: %s}, nullValues: [NA, '?', 'null', -999], %s}".formatted(path("marked.csv"), columns));
        train("empty", "{source: {csv: %s}, %s}".formatted(path("empty.csv"), columns));
        String source = "data.source.csv.path=";
        assertThat(loss("marked")).isEqualTo(loss("empty"));
        assertThat(loss("marked", "--set", source + path("empty.csv"))).isEqualTo(loss("marked"));
        assertThat(loss("marked", "--set", source + path("other.csv"), "--set", "data.nullValues=[missing]"))
                .isEqualTo(loss("marked"));
        predict("marked", "marked-predicted");
        predict("marked", "other-predicted", "--set", source + path("other.csv"), "--set", "data.nullValues=[missing]");
        run(List.of("prepare", "--config", path("marked.yaml"), "--output", path("prepared")));
        train(
                "again",
                "{source: {csv: %s}, nullValues: [NA, '?', 'null', -999], prepared: %s, %s}"
                        .formatted(path("marked.csv"), path("prepared"), columns));
        assertThat(loss("again")).isEqualTo(loss("marked"));
    }

    @Test
    void aPathCanEndInJson() throws IOException {
        write("score.json", lines("a,b,label", "#,1,1", "2,#,0"));
        train(
                "json",
                "{source: {csv: nowhere}, label: [label]}",
                "--set",
                "data.source.csv.path=" + path("score.json"));
        assertThat(loss("json")).isPositive();
    }
}

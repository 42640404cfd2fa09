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

/** Commands on Spark in this JVM: training, evaluation, prediction, and bad input. */
final class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,label"));
        for (int i = 0; i < 60; i++) {
            lines.add(i % 7 + "," + i % 5 + "," + (i % 7 > 3 ? 1 : 0));
        }
        Files.write(folder.resolve("good.csv"), lines);
        Files.writeString(folder.resolve("x.yaml"), """
                data: {source: {csv: %s}, label: [label], validationFraction: 0.3}
                network: {layers: [linear: 4, relu, linear: 2]}
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.05}}
                training: {epochs: 2, batchSize: 16}
                """.formatted(folder.resolve("good.csv")));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--master", "local[2]"));
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), all.toArray(new String[0]));
    }

    private int train(String output, String... assignments) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "--config", path("x.yaml"), "--output", path(output), "--json"));
        for (String assignment : assignments) {
            arguments.addAll(List.of("--set", assignment));
        }
        return run(arguments.toArray(new String[0]));
    }

    private int export(String model, String preprocessing) {
        err.getBuffer().setLength(0);
        String output = path(preprocessing + ".onnx");
        return Kindling.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of(),
                "export",
                "--model",
                path(model),
                "--output",
                output,
                "--preprocessing",
                preprocessing);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode lastLine() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private void refused(int code, String message) {
        assertThat(err.toString()).startsWith("error: " + message).hasLineCount(1);
        assertThat(code).isNotZero();
    }

    @Test
    void trainsEvaluatesAndPredicts() throws IOException {
        assertThat(train("run")).as(err.toString()).isZero();
        JsonNode summary = lastLine();
        assertThat(summary.path("status").asText()).isNotEmpty();
        assertThat(summary.path("epochs").asInt()).isEqualTo(2);
        assertThat(summary.path("parametersSha256").asText()).hasSize(64);
        assertThat(summary.path("validation").path("accuracy").isNumber()).isTrue();
        assertThat(folder.resolve("run"))
                .isDirectoryContaining(file -> file.endsWith("manifest.json"))
                .isDirectoryContaining(file -> file.endsWith("summary.json"))
                .isDirectoryContaining(file -> file.endsWith("config.yaml"))
                .isDirectoryContaining(file -> file.endsWith("metrics.jsonl"))
                .isDirectoryContaining(file -> file.endsWith("model"));

        assertThat(train("run")).isZero();
        assertThat(lastLine()).isEqualTo(summary);
        refused(
                train("run", "training.seed=2"),
                "Cannot write run: file:" + path("run")
                        + "; it holds a finished run (training.seed is 2, was 1); give");
        refused(
                train("other", "training.resume=required"),
                "Cannot resume: file:" + path("other/checkpoints") + "; it has no checkpoint");

        assertThat(run("evaluate", "--model", path("run"), "--json")).isZero();
        assertThat(lastLine().path("examples").asInt()).isEqualTo(60);
        assertThat(lastLine().path("parametersSha256")).isEqualTo(summary.path("parametersSha256"));
        JsonNode metrics = lastLine().path("metrics");
        for (String name : List.of("loss", "accuracy", "precision", "recall", "f1", "auc", "logLoss")) {
            assertThat(metrics.path(name).isNumber()).as(name).isTrue();
        }
        assertThat(metrics.size()).isEqualTo(7);
        assertThat(lastLine().path("confusionMatrix")).hasSize(2);
        assertThat(lastLine().path("classes").path(1).path("support").asDouble()
                        + lastLine().path("classes").path(0).path("support").asDouble())
                .isEqualTo(60);

        Files.write(folder.resolve("new.csv"), List.of("b,id,a", "1,x,2", "3,y,4", "5,z,6"));
        String newRows = "data.source.csv.path=" + path("new.csv");
        assertThat(run(
                        "predict",
                        "--model",
                        path("run"),
                        "--set",
                        newRows,
                        "--output",
                        path("out"),
                        "--format",
                        "csv",
                        "--json"))
                .as(err.toString())
                .isZero();
        assertThat(lastLine().path("rows").asInt()).isEqualTo(3);
        try (var files = Files.list(folder.resolve("out"))) {
            Path part = files.filter(file -> file.toString().endsWith(".csv"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readAllLines(part)).hasSize(4).first().isEqualTo("b,id,a,prediction,probability");
        }
        assertThat(run(
                        "predict",
                        "--model",
                        path("run"),
                        "--set",
                        newRows,
                        "--output",
                        path("orc"),
                        "--format",
                        "orc",
                        "--option",
                        "compression=none"))
                .as(err.toString())
                .isZero();
        assertThat(folder.resolve("orc"))
                .isDirectoryContaining(file -> file.toString().endsWith(".orc"));
        refused(
                run("predict", "--model", path("run"), "--set", newRows),
                "Cannot write predictions: no output; set --output to a folder or table");
        refused(
                run("predict", "--model", path("run"), "--set", newRows, "--output", path("out")),
                "Cannot write predictions: file:" + path("out") + "; it already exists");
        refused(
                run("evaluate", "--model", path("run"), "--set", newRows),
                "Cannot find column label of data.label in " + path("new.csv") + "; it has b, id, a");
        refused(
                run("evaluate", "--model", path("run"), "--set", "data.sorce=1"),
                "Unknown key data.sorce in the configuration of " + path("run") + " with --set; did you mean source?");

        assertThat(export("run", "included")).isZero();
        assertThat(folder.resolve("included.onnx")).isNotEmptyFile();
        refused(export("run", "included"), "Cannot write file:" + path("included.onnx") + ": the file exists");
        assertThat(export("run/model", "excluded")).isZero();

        assertThat(run("evaluate", "--model", path("run/model"), "--config", path("x.yaml")))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "60 examples of ", "accuracy ", "class precision    recall        f1   support | predicted as");
        Path tensors = folder.resolve("run/model/model.safetensors");
        byte[] bytes = Files.readAllBytes(tensors);
        bytes[bytes.length - 1] ^= 1;
        Files.write(tensors, bytes);
        refused(
                run("evaluate", "--model", path("run")),
                "Cannot read file:" + tensors.getParent()
                        + "/model.safetensors: its checksum does not match the manifest");
    }

    @Test
    void trainsEvaluatesAndPredictsOnText() throws IOException {
        List<String> lines = new ArrayList<>(List.of("city,joined,size,left"));
        for (int i = 0; i < 60; i++) {
            String size = i % 9 == 0 ? "" : Integer.toString(i % 5);
            lines.add((i % 3 == 0 ? "\"St. Gallen, CH\"" : "Oslo") + ",2024-0" + (1 + i % 9) + "-11," + size + ","
                    + (i % 3 == 0 ? "yes" : "no"));
        }
        Files.write(folder.resolve("text.csv"), lines);
        Files.writeString(folder.resolve("text.yaml"), """
                data:
                  source: {csv: %s}
                  label: [left]
                  columns:
                    - ordinal: {columns: [left], values: ["no", "yes"]}
                    - index: {columns: [city], maxCategories: 4}
                    - dateParts: {columns: [joined], parts: [month]}
                    - impute: {columns: [size]}
                  validationFraction: 0.3
                  scaling: standardize
                network:
                  layers:
                    - parallel: [{columns: 1, layers: [embedding: {numEmbeddings: 5, embeddingDim: 2}, flatten]}, {columns: 2}]
                    - linear: 1
                loss: bceWithLogits
                optimizer: {adam: {learningRate: 0.1}}
                training: {epochs: 4, batchSize: 8}
                """.formatted(folder.resolve("text.csv")));
        assertThat(run("train", "--config", path("text.yaml"), "--output", path("run"), "--json"))
                .as(err.toString())
                .isZero();
        assertThat(lastLine().path("validation").path("accuracy").asDouble()).isEqualTo(1);
        assertThat(run("evaluate", "--model", path("run"), "--json")).isZero();
        assertThat(lastLine().path("examples").asInt()).isEqualTo(60);
        Files.write(
                folder.resolve("new.csv"), List.of("size,city,joined", ",Atlantis,2024-05-11", "1,Oslo,2024-05-11"));
        String newRows = "data.source.csv.path=" + path("new.csv");
        assertThat(run("predict", "--model", path("run"), "--set", newRows, "--output", path("out"), "--json"))
                .as(err.toString())
                .isZero();
        assertThat(lastLine().path("rows").asInt()).isEqualTo(2);
        assertThat(export("run", "included")).isZero();
        Files.write(folder.resolve("new.csv"), List.of("size,city,joined", "1,,2024-05-11"));
        refused(
                run("predict", "--model", path("run"), "--set", newRows, "--output", path("none")),
                "Cannot read column city of line 2 of file:" + path("new.csv") + ": null (the value is missing)");
    }

    @Test
    void trainingStartsFromGivenParameters() throws IOException {
        assertThat(train("first")).as(err.toString()).isZero();
        String last = "optimizer={sgd: {learningRate: 1e-30}}";
        assertThat(train("again", "network.initialParameters=" + path("first"), last))
                .as(err.toString())
                .isZero();
        JsonNode again = lastLine();
        String tensors = path("first/model/model.safetensors");
        assertThat(train("file", "network.initialParameters=" + tensors, last)).isZero();
        assertThat(again.path("parametersSha256")).isEqualTo(lastLine().path("parametersSha256"));
        assertThat(run("evaluate", "--model", path("first"), "--json")).isZero();
        assertThat(again.path("parametersSha256")).isEqualTo(lastLine().path("parametersSha256"));
        refused(
                train("other", "network.initialParameters=" + tensors, "network.layers=[{linear: 2}]"),
                "Cannot start from file:" + tensors
                        + ": it does not fit the network; unexpected: 2.weight, 2.bias; wrong shapes: 0.weight [4, 2], "
                        + "expected [2, 2], 0.bias [4], expected [2]");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void badInputIsOneErrorAndLeavesNoFinishedRun() throws IOException {
        Files.createFile(folder.resolve("empty.csv"));
        bad("empty.csv", "Cannot read data: " + path("empty.csv") + "; it holds no rows");
        bad("none.csv", "Cannot read data: " + path("none.csv") + "; there is no such file or folder");
        rows("nan.csv", "1,2,0", "NaN,2,0");
        bad("nan.csv", "Cannot read column a of line 3 of ");
        rows("label.csv", "1,2,0", "1,2,2");
        bad(
                "label.csv",
                "Invalid label: 2 (the network has outputs for the classes 0 to 1) in column label of line 3 of ");
        rows("ragged.csv", "1,2,0", "1,2");
        bad("ragged.csv", "Cannot read line 3 of ");
        Files.write(folder.resolve("column.csv"), List.of("a,b,target", "1,2,0"));
        bad("column.csv", "Cannot find column label of data.label in ");
        refused(train("bad", "training.epoch=1"), "Unknown key training.epoch in ");
        refused(
                train("bad", "network.input={features: 3}"),
                "Cannot feed " + path("good.csv") + " to the network: 2 features; network.input takes 3");
        assertThat(folder.resolve("bad/manifest.json")).doesNotExist();
        refused(
                run("evaluate", "--model", path("bad")),
                "Cannot read run: file:" + path("bad") + "; it has no manifest");
        refused(run("evaluate", "--model", path("nowhere")), "Cannot read model: file:" + path("nowhere"));
    }

    private void rows(String name, String... rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,label"));
        lines.addAll(List.of(rows));
        Files.write(folder.resolve(name), lines);
    }

    private void bad(String file, String message) {
        int code = train("bad", "data.source.csv.path=" + path(file));
        refused(code, message);
        assertThat(code).isEqualTo(3);
        assertThat(folder.resolve("bad/manifest.json")).doesNotExist();
    }
}

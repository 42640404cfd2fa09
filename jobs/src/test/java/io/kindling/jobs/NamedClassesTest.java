package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.data.Fail;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.storage.Folder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text labels: they become class indices of the network, and command output shows their names. */
final class NamedClassesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        table("flowers", "virginica", "setosa", "versicolor");
        table("other", "setosa", "versicolor", "virginica");
        Files.writeString(folder.resolve("x.yaml"), """
                data:
                  source: {csv: %s}
                  label: [species]
                  columns: [{index: {columns: [species]}}]
                  validationFraction: 0.3
                network: {layers: [linear: 8, relu, linear: 3]}
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.1}}
                training: {epochs: 12, batchSize: 16}
                """.formatted(path("flowers.csv")));
    }

    /** The first species is the most frequent; x determines the species. */
    private void table(String name, String... byFrequency) throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y,species"));
        for (int i = 0; i < byFrequency.length; i++) {
            for (int row = 0; row < 60 - 10 * i; row++) {
                String species = byFrequency[i];
                lines.add((species.equals("setosa") ? -2 : species.equals("virginica") ? 2 : 0) + "," + row / 64.0 + ","
                        + species);
            }
        }
        Files.write(folder.resolve(name + ".csv"), lines);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("export")) {
            all.addAll(List.of("--master", "local[2]"));
        }
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), all.toArray(new String[0]));
    }

    private int train(String output, String... assignments) {
        return withAssignments(
                List.of("train", "--config", path("x.yaml"), "--output", path(output), "--json"), assignments);
    }

    private int evaluate(String model, String... assignments) {
        return withAssignments(List.of("evaluate", "--model", path(model), "--json"), assignments);
    }

    private int withAssignments(List<String> command, String... assignments) {
        List<String> arguments = new ArrayList<>(command);
        for (String assignment : assignments) {
            arguments.addAll(List.of("--set", assignment));
        }
        return run(arguments.toArray(String[]::new));
    }

    private JsonNode last() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private void trained(int code) {
        assertThat(code).as(err.toString()).isZero();
    }

    private void refused(int code, String message) {
        assertThat(err.toString()).contains(message);
        assertThat(err.toString().lines().filter(line -> line.startsWith("error: ")))
                .hasSize(1);
        assertThat(code).isNotZero();
    }

    private String rows(String table) {
        return "data.source.csv.path=" + path(table + ".csv");
    }

    /** The lines of the only CSV file of predictions. */
    private List<String> predictions(String output) throws IOException {
        try (var files = Files.list(folder.resolve(output))) {
            return Files.readAllLines(files.filter(file -> file.toString().endsWith(".csv"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    @Test
    void classesAreNumberedByFrequencyAndKeepTheirNames() throws IOException {
        trained(train("run"));
        assertThat(last().path("validation").path("accuracy").asDouble()).isEqualTo(1);
        JsonNode model = JSON.readTree(folder.resolve("run/model/model.json").toFile());
        JsonNode label = model.path("columns").path("columns").path(0);
        assertThat(label.path("categories"))
                .extracting(JsonNode::asText)
                .containsExactly("virginica", "setosa", "versicolor");
        JsonNode report = JSON.readTree(folder.resolve("run/evaluation.json").toFile());
        assertThat(report.path("classNames")).extracting(JsonNode::asText).contains("setosa");

        trained(evaluate("run", rows("other")));
        assertThat(last().path("metrics").path("accuracy").asDouble()).isEqualTo(1);
        JsonNode setosa = last().path("classes").path(1);
        assertThat(setosa.path("class").asInt()).isEqualTo(1);
        assertThat(setosa.path("name").asText()).isEqualTo("setosa");
        assertThat(setosa.path("support").asDouble()).isEqualTo(60);
        trained(run("evaluate", "--model", path("run")));
        assertThat(out.toString())
                .contains("     class precision    recall        f1   support | predicted as"
                        + "  virginica     setosa versicolor")
                .contains("versicolor    1.0000    1.0000    1.0000        40 | ");

        Files.write(folder.resolve("new.csv"), List.of("y,x", "1,-2", "2,2"));
        trained(run(
                "predict", "--model", path("run"), "--set", rows("new"), "--output", path("out"), "--format", "csv"));
        assertThat(predictions("out"))
                .satisfiesExactly(
                        header -> assertThat(header).isEqualTo("y,x,prediction,probability"),
                        line -> assertThat(line).startsWith("1,-2,setosa,"),
                        line -> assertThat(line).startsWith("2,2,virginica,"));

        trained(run("export", "--model", path("run"), "--output", path("model.onnx")));
        assertThat(Files.readString(folder.resolve("model.onnx"), StandardCharsets.ISO_8859_1))
                .contains("[\"virginica\",\"setosa\",\"versicolor\"]");
    }

    @Test
    void aStreamHasClassNames() throws Exception {
        trained(train("run"));
        Files.createDirectory(folder.resolve("arriving"));
        Files.write(folder.resolve("arriving/new.csv"), List.of("y,x", "1,-2", "2,2"));
        SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.kryo.registrator", "io.kindling.driver.session.KindlingRegistrator")
                .config("spark.sql.shuffle.partitions", 1)
                .getOrCreate();
        try (Predictor predictor = new Predictor(
                spark,
                SavedRun.read(Folder.of(path("run"), new Configuration())).model(),
                new Fail())) {
            Dataset<Row> stream = spark.readStream()
                    .schema("y DOUBLE, x DOUBLE")
                    .option("header", true)
                    .csv(path("arriving"));
            StreamingQuery query = predictor
                    .transform(stream)
                    .writeStream()
                    .format("memory")
                    .queryName("named")
                    .start();
            query.processAllAvailable();
            query.stop();
            assertThat(spark.table("named").select("prediction").collectAsList())
                    .extracting(row -> row.getString(0))
                    .containsExactlyInAnyOrder("setosa", "virginica");
        } finally {
            spark.stop();
        }
    }

    @Test
    void anUnknownLabelIsABadRow() throws IOException {
        trained(train("run"));
        Files.write(folder.resolve("new.csv"), List.of("x,y,species", "-2,1,setosa", "2,1,tulip"));
        refused(
                evaluate("run", rows("new")),
                "error: Cannot read column species of line 3 of file:" + path("new.csv")
                        + ": 'tulip' (not a class of the model; the classes are virginica, setosa, versicolor)");
        trained(evaluate("run", rows("new"), "data.badRows={drop: 0.5}"));
        assertThat(last().path("dropped").asInt()).isEqualTo(1);
    }

    @Test
    void aNetworkOfWrongWidthIsAnErrorBeforeTraining() {
        refused(
                train("run", "network.layers=[{linear: 4}]"),
                "error: Cannot train on the label species: it has 3 classes (virginica, setosa, versicolor) and the network"
                        + " has 4 outputs; give its last layer 3");
        refused(
                train("run", "network.layers=[{linear: 1}]", "loss=bceWithLogits"),
                "error: Cannot train on the label species: it has 3 classes (virginica, setosa, versicolor) and the network"
                        + " distinguishes 2 with this loss; use crossEntropy and 3 outputs");
        refused(
                train("run", "network.layers=[{linear: 1}]", "loss=mse"),
                "error: Invalid data.columns: the rule index for the label species (the loss predicts numbers");
        refused(
                train("run", "data.columns=[{index: {columns: [species, x]}}]"),
                "error: Invalid data.columns.index.maxCategories of column x: not set (required for a feature)");
        assertThat(folder.resolve("run/manifest.json")).doesNotExist();
    }

    @Test
    void preparedDataHasTheClassNames() throws IOException {
        trained(run("prepare", "--config", path("x.yaml"), "--output", path("store")));
        trained(train("direct"));
        JsonNode direct = last().path("parametersSha256");
        trained(train("prepared", "data.prepared=" + path("store")));
        assertThat(last().path("parametersSha256")).isEqualTo(direct);
        trained(evaluate("prepared"));
        assertThat(last().path("classes").path(0).path("name").asText()).isEqualTo("virginica");
        refused(
                train("narrow", "data.prepared=" + path("store"), "network.layers=[{linear: 2}]"),
                "error: Cannot train on the label species: it has 3 classes");
    }

    @Test
    void trainingFromAModelKeepsItsClasses() throws IOException {
        trained(train("parent"));
        String from = "network.initialParameters=" + path("parent");
        String still = "optimizer={adam: {learningRate: 1e-9}}";
        trained(train("child", from, still, rows("other")));
        trained(evaluate("child", rows("flowers")));
        assertThat(last().path("metrics").path("accuracy").asDouble()).isEqualTo(1);
        assertThat(last().path("classes").path(0).path("name").asText()).isEqualTo("virginica");

        String renamed = Files.readString(folder.resolve("other.csv")).replace("species", "kind");
        Files.writeString(folder.resolve("renamed.csv"), renamed);
        String rule = "data.columns=[{index: {columns: [kind]}}]";
        trained(train("renamed", from, still, rows("renamed"), "data.label=[kind]", rule));
        trained(evaluate("renamed"));
        assertThat(last().path("metrics").path("accuracy").asDouble()).isEqualTo(1);
        assertThat(last().path("classes").path(0).path("name").asText()).isEqualTo("virginica");

        refused(
                train("refused", from, rows("other"), "network.initialParameters.vocabulary=refuse"),
                "column species: setosa is number 0, not 1, versicolor is number 1, not 2, virginica is number 2, not 0");
        table("new", "setosa", "tulip", "versicolor");
        refused(train("new", from, rows("new")), ": 'tulip' (not a class of the model; the classes are virginica,");
    }

    @Test
    void yesAndNoAreClassNames() throws IOException {
        String text = Files.readString(folder.resolve("flowers.csv"))
                .replace("virginica", "no")
                .replace("versicolor", "no")
                .replace("setosa", "yes");
        Files.writeString(folder.resolve("answers.csv"), text);
        String[] binary = {rows("answers"), "network.layers=[{linear: 1}]", "loss=bceWithLogits"};
        trained(train("index", binary));
        trained(evaluate("index"));
        assertThat(last().path("classes").findValuesAsText("name")).containsExactly("no", "yes");
        trained(train(
                "ordinal",
                binary[0],
                binary[1],
                binary[2],
                "data.columns=[{ordinal: {columns: [species], values: ['no', 'yes']}}]"));
        trained(evaluate("ordinal"));
        assertThat(last().path("classes").findValuesAsText("name")).containsExactly("no", "yes");
        trained(run(
                "predict",
                "--model",
                path("ordinal"),
                "--set",
                rows("answers"),
                "--output",
                path("out"),
                "--format",
                "csv"));
        assertThat(predictions("out").get(1)).startsWith("2,0.0,no,no,\"[0.");
    }

    @Test
    void multiLabelModelsHaveNamesAndMetricsPerLabel() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y,big,odd"));
        for (int i = 0; i < 90; i++) {
            int x = i % 3;
            lines.add(x + "," + i / 64.0 + "," + (x == 2 ? "yes" : "no") + "," + (x == 1 ? "odd" : "even"));
        }
        Files.write(folder.resolve("answers.csv"), lines);
        trained(train(
                "run",
                rows("answers"),
                "data.label=[big, odd]",
                "data.columns=[{index: {columns: [big, odd]}}]",
                "network.layers=[{linear: 8}, relu, {linear: 2}]",
                "loss=bceWithLogits",
                "training.epochs=40"));
        trained(evaluate("run"));
        JsonNode metrics = last().path("metrics");
        assertThat(metrics.fieldNames())
                .toIterable()
                .containsExactly("loss", "accuracy", "precision", "recall", "f1", "auc", "logLoss");
        for (String name : List.of("accuracy", "precision", "recall", "f1", "auc")) {
            assertThat(metrics.path(name).asDouble()).as(name).isEqualTo(1);
        }
        assertThat(metrics.path("logLoss").asDouble())
                .isCloseTo(metrics.path("loss").asDouble(), within(1e-5));
        trained(run(
                "predict",
                "--model",
                path("run"),
                "--set",
                rows("answers"),
                "--output",
                path("out"),
                "--format",
                "csv"));
        assertThat(predictions("out").get(2)).startsWith("1,0.015625,no,odd,\"[\"\"no\"\",\"\"odd\"\"]\",");
    }
}

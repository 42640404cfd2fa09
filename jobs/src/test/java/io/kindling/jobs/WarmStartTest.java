package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training that starts from an earlier model, on tables with different category frequencies. */
final class WarmStartTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMBEDDING =
            "network.layers=[{embedding: {numEmbeddings: 5, embeddingDim: 4}}, flatten, {linear: 4}]";
    private static final String INDEX = "data.columns=[{index: {columns: [c], maxCategories: 4}}]";
    private static final String ONE_HOT = "data.columns=[{oneHot: {columns: [c], maxCategories: 4}}]";
    private static final String STILL = "optimizer={adam: {learningRate: 1e-9}}";

    private static final String VOCABULARY_REFUSE = "network.initialParameters.vocabulary=refuse";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        table("rising", "ABCD");
        table("falling", "DCBA");
        Files.writeString(folder.resolve("x.yaml"), """
            data:
              source: {csv: %1$s/rising.csv}
              label: [label]
              features: [c]
            network: {layers: [linear: 4]}
            loss: crossEntropy
            optimizer: {adam: {learningRate: 0.2}}
            training: {epochs: 20, batchSize: 10}
            """.formatted(folder));
    }

    /** The first letter occurs 16 times, the next 12, 8 and 4 times; the label is the position in the alphabet. */
    private void table(String name, String letters) throws IOException {
        List<String> lines = new ArrayList<>(List.of("c,label"));
        for (int i = 0; i < letters.length(); i++) {
            for (int row = 0; row < 4 * (4 - i); row++) {
                lines.add(letters.charAt(i) + "," + (letters.charAt(i) - 'A'));
            }
        }
        Files.write(folder.resolve(name + ".csv"), lines);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments);
    }

    private int train(String output, String... assignments) {
        List<String> arguments = new ArrayList<>(List.of(
                "train", "--config", path("x.yaml"), "--output", path(output), "--json", "--master", "local[2]"));
        for (String assignment : assignments) {
            arguments.addAll(List.of("--set", assignment));
        }
        return run(arguments.toArray(String[]::new));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode last() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private double accuracy(String model, String table) throws IOException {
        String rows = "data.source.csv.path=" + path(table + ".csv");
        assertThat(run("evaluate", "--model", path(model), "--set", rows, "--json", "--master", "local[2]"))
                .as(err.toString())
                .isZero();
        return last().path("metrics").path("accuracy").asDouble();
    }

    private String from(String model) {
        return "network.initialParameters=" + path(model);
    }

    private String rows(String table) {
        return "data.source.csv.path=" + path(table + ".csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {INDEX, ONE_HOT})
    void categoriesKeepTheEmbeddingsOfTheParent(String rule) throws IOException {
        String layers = rule.equals(INDEX) ? EMBEDDING : "network.layers=[{linear: 4}]";
        assertThat(train("parent", rule, layers)).as(err.toString()).isZero();
        assertThat(accuracy("parent", "rising")).isEqualTo(1);
        assertThat(train("child", rule, layers, rows("falling"), STILL, from("parent")))
                .as(err.toString())
                .isZero();
        assertThat(accuracy("child", "falling")).isEqualTo(1);
    }

    @Test
    void theChampionsCategoriesAreKeptEveryNight() throws IOException {
        String registry = "registry={model: letters, folder: " + path("models") + "}";
        String champion = "network.initialParameters=letters@champion";
        assertThat(train("one", INDEX, EMBEDDING, registry, champion))
                .as(err.toString())
                .isZero();
        assertThat(train("two", INDEX, EMBEDDING, registry, champion, rows("falling"), STILL))
                .as(err.toString())
                .isZero();
        assertThat(accuracy("models/letters/versions/2", "falling")).isEqualTo(1);
    }

    @Test
    void featuresAreMatchedByName() throws IOException {
        List<String> ab = new ArrayList<>(List.of("a,b,label"));
        List<String> ba = new ArrayList<>(List.of("b,a,label"));
        for (int i = 0; i < 40; i++) {
            int a = i % 4;
            int b = 5 * ((i / 4) % 3);
            ab.add(a + "," + b + "," + (a > 1 ? 1 : 0));
            ba.add(b + "," + a + "," + (a > 1 ? 1 : 0));
        }
        Files.write(folder.resolve("ab.csv"), ab);
        Files.write(folder.resolve("ba.csv"), ba);
        String all = "data.features=[]";
        String layers = "network.layers=[{linear: 2}]";
        assertThat(train("parent", all, layers, rows("ab"), "training.epochs=60"))
                .as(err.toString())
                .isZero();
        assertThat(accuracy("parent", "ab")).isEqualTo(1);
        assertThat(train("child", all, layers, rows("ba"), STILL, from("parent")))
                .as(err.toString())
                .isZero();
        assertThat(accuracy("child", "ba")).isEqualTo(1);
    }

    private void refused(int code, String message) {
        assertThat(err.toString()).startsWith("error: " + message).hasLineCount(1);
        assertThat(code).isEqualTo(2);
    }

    private String parent(String... assignments) {
        assertThat(train("parent", assignments)).as(err.toString()).isZero();
        return "Cannot start from file:" + path("parent");
    }

    @Test
    void theLogReportsKeptCategories() throws IOException {
        parent(INDEX, EMBEDDING);
        assertThat(train("child", INDEX, EMBEDDING, rows("falling"), STILL, from("parent")))
                .isZero();
        String kept = "starts from file:" + path("parent") + " and keeps the categories of c, the order of 1 feature";
        JsonNode event = event("child", "startsFrom");
        assertThat(event.path("vocabulary").asText()).isEqualTo("freeze");
        assertThat(event.path("message").asText()).isEqualTo(kept);
        assertThat(run("reproduce", path("child"), "--output", path("again"), "--master", "local[2]"))
                .as(err.toString())
                .isZero();
        assertThat(run("predict", "--model", path("child"), "--output", path("predicted"), "--master", "local[2]"))
                .as(err.toString())
                .isZero();
    }

    private JsonNode event(String model, String name) throws IOException {
        return Files.readAllLines(folder.resolve(model + "/events.jsonl")).stream()
                .map(WarmStartTest::json)
                .filter(event -> event.path("event").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusedVocabularyNamesTheDifferences() throws IOException {
        String cannot = parent(INDEX, EMBEDDING);
        String refuse = "network.initialParameters={from: " + path("parent") + ", vocabulary: refuse}";
        assertThat(train("same", INDEX, EMBEDDING, refuse)).as(err.toString()).isZero();
        refused(
                train("moved", INDEX, EMBEDDING, rows("falling"), from("parent"), VOCABULARY_REFUSE),
                cannot + " with vocabulary refuse: column c: D is number 1, not 4, C is number 2, not 3, "
                        + "B is number 3, not 2, A is number 4, not 1; vocabulary freeze keeps the rules of the model");
        table("other", "AXCB");
        refused(
                train("other", INDEX, EMBEDDING, rows("other"), "data.badRows={drop: 1}", refuse),
                cannot + " with vocabulary refuse: column c: B is number 4, not 2, X is new, D is gone; ");
    }

    @Test
    void aChangedRuleIsAnErrorPerColumn() throws IOException {
        String cannot = parent(INDEX, EMBEDDING);
        String fewer = "data.columns=[{index: {columns: [c], maxCategories: 3}}]";
        String message =
                cannot + ": column c has the rule index {\"maxCategories\":3,\"missing\":null}; the model has the"
                        + " rule index {\"maxCategories\":4,\"missing\":null}; configure the columns as for the model, or train"
                        + " without initial parameters";
        refused(train("child", fewer, EMBEDDING, from("parent")), message);
        refused(
                run(
                        "train",
                        "--config",
                        path("x.yaml"),
                        "--output",
                        path("child"),
                        "--set",
                        fewer,
                        "--set",
                        EMBEDDING,
                        "--set",
                        from("parent"),
                        "--dry-run",
                        "--master",
                        "local[2]"),
                message);
        refused(
                train("child", "data.columns=[{hash: {columns: [c], buckets: 5}}]", EMBEDDING, from("parent")),
                cannot
                        + ": column c has the rule hash {\"buckets\":5,\"missing\":null}; the model has the rule index ");
        assertThat(folder.resolve("child")).doesNotExist();
    }

    @Test
    void labelsKeepTheirNumbers() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,left,zip"));
        for (int i = 0; i < 40; i++) {
            lines.add(i % 2 + "," + (i % 2 == 0 ? "yes" : "no") + "," + i % 3);
        }
        Files.write(folder.resolve("left.csv"), lines);
        String label = "data.label=[left]";
        String layers = "network.layers=[{linear: 2}]";
        String ordinal = "data.columns=[{ordinal: {columns: [left], values: [%s]}}]";
        String x = "data.features=[x]";
        String cannot = parent(label, x, layers, rows("left"), ordinal.formatted("'no', 'yes'"));
        refused(
                train("a", label, x, layers, rows("left"), ordinal.formatted("'yes', 'no'"), from("parent")),
                cannot
                        + ": column left has the rule ordinal {\"values\":[\"yes\",\"no\"]}; the model has the rule ordinal "
                        + "{\"values\":[\"no\",\"yes\"]}");
        refused(
                train(
                        "c",
                        label,
                        "data.features=[zip]",
                        layers,
                        rows("left"),
                        ordinal.formatted("'no', 'yes'"),
                        from("parent")),
                cannot + ": the model reads x, which is not a feature of the table; the model does not read zip; ");
    }

    @Test
    void severalLabelsKeepTheirOrder() throws IOException {
        Files.write(folder.resolve("two.csv"), List.of("x,p,q", "1,2,3", "2,4,6", "3,6,9"));
        String layers = "network.layers=[{linear: 2}]";
        String x = "data.features=[x]";
        String cannot = parent(x, "data.label=[p, q]", layers, rows("two"), "loss=mse", "training.batchSize=3");
        refused(
                train(
                        "a",
                        x,
                        "data.label=[q, p]",
                        layers,
                        rows("two"),
                        "loss=mse",
                        "training.batchSize=3",
                        from("parent")),
                cannot + ": the labels are [q, p], not [p, q]; ");
        assertThat(run("evaluate", "--model", path("parent"), "--set", "data.label=[q, p]", "--master", "local[2]"))
                .isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("error: Cannot use the model on " + path("two.csv")
                        + ": the labels are [q, p], not [p, q]; give data.label the order of the training\n");
    }

    private JsonNode scaling(String model) throws IOException {
        return JSON.readTree(Files.readString(folder.resolve(model + "/model/model.json")))
                .path("scaling");
    }

    @Test
    void scalingAndMeansComeFromTheModel() throws IOException {
        Files.write(folder.resolve("low.csv"), List.of("x,label", "1,0", "2,1", "3,0", ",1"));
        Files.write(folder.resolve("high.csv"), List.of("x,label", "10,0", "20,1", "30,0", ",1"));
        String impute = "data.columns=[{impute: {columns: [x]}}]";
        String standardize = "data.scaling=standardize";
        String x = "data.features=[x]";
        String layers = "network.layers=[{linear: 2}]";
        String cannot = parent(x, impute, standardize, layers, rows("low"));
        assertThat(train("child", x, impute, standardize, layers, rows("high"), from("parent")))
                .as(err.toString())
                .isZero();
        assertThat(scaling("child")).isEqualTo(scaling("parent"));
        assertThat(event("child", "startsFrom").path("message").asText())
                .endsWith(" and keeps the mean of x, the order of 1 feature, the scaling");
        refused(
                train("a", x, impute, "data.scaling=minMax", layers, rows("high"), from("parent")),
                cannot + ": the scaling is \"minMax\"; the model has \"standardize\"; ");
        refused(
                train("b", x, impute, standardize, layers, rows("high"), from("parent"), VOCABULARY_REFUSE),
                cannot + " with vocabulary refuse: column x is imputed with 20.0, not 2.0; ");
        Files.write(folder.resolve("wide.csv"), List.of("x,label", "0,0", "2,1", "4,0", ",1"));
        refused(
                train("c", x, impute, standardize, layers, rows("wide"), from("parent"), VOCABULARY_REFUSE),
                cannot + " with vocabulary refuse: the scaling of x is (x - 2.0) * 0.7071067811865475, not (x - 2.0) * "
                        + "1.414213562373095; vocabulary freeze keeps the scaling of the model");
        assertThat(train("file", x, impute, standardize, layers, rows("high"), from("parent/model/model.safetensors")))
                .isZero();
        assertThat(event("file", "warning").path("message").asText())
                .startsWith("training starts from the parameters in file:" + path("parent/model/model.safetensors")
                        + "; scaling and imputed values are fitted to this data");
    }

    @Test
    void aParameterFileHasNoCategories() {
        parent(INDEX, EMBEDDING);
        refused(
                train("child", INDEX, EMBEDDING, from("parent/model/model.safetensors")),
                "Cannot start from file:" + path("parent/model/model.safetensors")
                        + " with the rule index {\"maxCategories\":4,\"missing\":null} for c: the file does not say which"
                        + " category is which number; start from the folder of the run or model, or give the"
                        + " categories in their order with the rule ordinal");
    }

    @Test
    void preparedDataHasTheCategoriesOfTheModel() throws IOException {
        String cannot = parent(INDEX, EMBEDDING);
        List<String> prepare = new ArrayList<>(List.of("prepare", "--config", path("x.yaml"), "--master", "local[2]"));
        for (String assignment : List.of(INDEX, EMBEDDING, rows("falling"))) {
            prepare.addAll(List.of("--set", assignment));
        }
        List<String> anew = new ArrayList<>(prepare);
        anew.addAll(List.of("--output", path("anew")));
        assertThat(run(anew.toArray(String[]::new))).as(err.toString()).isZero();
        refused(
                train("a", INDEX, EMBEDDING, rows("falling"), from("parent"), "data.prepared=" + path("anew")),
                cannot + " on data prepared in file:" + path("anew") + ": column c: D is number 1, not 4, "
                        + "C is number 2, not 3, B is number 3, not 2, A is number 4, not 1; prepare it again with"
                        + " the same network.initialParameters");
        prepare.addAll(List.of("--output", path("kept"), "--set", from("parent")));
        assertThat(run(prepare.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(train(
                        "child",
                        INDEX,
                        EMBEDDING,
                        rows("falling"),
                        STILL,
                        from("parent"),
                        "data.prepared=" + path("kept")))
                .as(err.toString())
                .isZero();
        assertThat(accuracy("child", "falling")).isEqualTo(1);
    }

    @Test
    void aResumedRunKeepsItsInitialModel() throws IOException {
        parent(INDEX, EMBEDDING);
        String falling = rows("falling");
        assertThat(train("whole", INDEX, EMBEDDING, falling, from("parent"), "training.epochs=2"))
                .isZero();
        String bits = last().path("parametersSha256").asText();
        assertThat(train("child", INDEX, EMBEDDING, falling, from("parent"), "training.epochs=1"))
                .isZero();
        Files.move(folder.resolve("parent"), folder.resolve("saved"));
        assertThat(train("parent", INDEX, EMBEDDING, falling)).isZero();
        refused(
                train("child", INDEX, EMBEDDING, falling, from("parent"), "training.epochs=2"),
                "Cannot resume from file:" + path("parent")
                        + ": the model there is no longer the one that the run started from; ");
        Files.move(folder.resolve("parent"), folder.resolve("other"));
        Files.move(folder.resolve("saved"), folder.resolve("parent"));
        assertThat(train("child", INDEX, EMBEDDING, falling, from("parent"), "training.epochs=2"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("parametersSha256").asText()).isEqualTo(bits);
    }

    @Test
    void missingValueMarkersComeFromTheModel() throws IOException {
        String none = "data.columns=[{oneHot: {columns: [c], maxCategories: 4, missing: none}}]";
        String layers = "network.layers=[{linear: 4}]";
        assertThat(train("marked", none, layers, "data.nullValues=[D, NA]"))
                .as(err.toString())
                .isZero();
        assertThat(train("other", none, layers, "data.nullValues=[NA]", from("marked")))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("data.nullValues is [NA], not [D, NA]; configure the columns as for the model");
        assertThat(train("same", none, layers, "data.nullValues=[NA, D]", rows("falling"), STILL, from("marked")))
                .as(err.toString())
                .isZero();
        JsonNode model = JSON.readTree(folder.resolve("same/model/model.json").toFile());
        assertThat(model.path("columns").path("nullValues").toString()).isEqualTo("[\"D\",\"NA\"]");
        assertThat(model.at("/columns/columns/0/categories").toString()).isEqualTo("[\"A\",\"B\",\"C\"]");
    }
}

package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Networks that do not match the data columns: one error that names column, row and cure. */
final class WrongShapesTest {
    private static final String EMBEDDING =
            "network.layers=[{embedding: {numEmbeddings: 3, embeddingDim: 2}}, flatten," + " {linear: 2}]";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        List<String> lines = new ArrayList<>(List.of("city,zone,label"));
        String[] cities = {"Oslo", "Bern", "Rome", "Kyiv"};
        for (int i = 0; i < 40; i++) {
            lines.add(cities[Math.min(3, i / 12)] + "," + (i == 30 ? 7 : i % 3) + "," + i % 2);
        }
        Files.write(folder.resolve("cities.csv"), lines);
        Files.writeString(folder.resolve("x.yaml"), """
                data:
                  source: {csv: %s}
                  label: [label]
                network: {layers: [linear: 2]}
                loss: crossEntropy
                optimizer: {adam: {learningRate: 0.1}}
                training: {epochs: 1, batchSize: 16}
                """.formatted(folder.resolve("cities.csv")));
    }

    private int train(String... assignments) {
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of(
                "train", "--config", path("x.yaml"), "--output", path("run"), "--json", "--master", "local[2]"));
        for (String assignment : assignments) {
            arguments.addAll(List.of("--set", assignment));
        }
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void refused(int code, String message) {
        assertThat(err.toString()).startsWith("error: " + message).hasLineCount(1);
        assertThat(code).isNotZero();
        assertThat(folder.resolve("run/manifest.json")).doesNotExist();
    }

    @Test
    void aTooSmallEmbeddingIsAnErrorBeforeTraining() {
        String index = "data.columns=[{index: {columns: [city], maxCategories: 9}}]";
        refused(
                train(index, "data.features=[city]", EMBEDDING),
                "Invalid numEmbeddings of network.layers.0: 3 (column city has the numbers 0 to 4, number 3 is Rome;"
                        + " set it to at least 5)");
        String parallel =
                "network.layers=[{parallel: [{columns: 1}, {columns: 1, layers: [embedding: {numEmbeddings: 4,"
                        + " embeddingDim: 2}, flatten]}]}, {linear: 2}]";
        refused(
                train(index, "data.features=[zone, city]", parallel),
                "Invalid numEmbeddings of network.layers.0.branches.1.layers.0: 4 (column city has the numbers 0 to 4,"
                        + " number 4 is Kyiv; set it to at least 5)");
        refused(
                train("data.columns=[{hash: {columns: [city], buckets: 8}}]", "data.features=[city]", EMBEDDING),
                "Invalid numEmbeddings of network.layers.0: 3 (column city has the numbers 0 to 7; set it to at least 8)");
    }

    @Test
    void anEmbeddingIndexOutOfRangeIsABadRow() {
        refused(
                train("data.features=[zone]", EMBEDDING),
                "Cannot read column zone of line 32 of file:" + path("cities.csv")
                        + ": 7 (no row of the embedding in network.layers.0: numEmbeddings is 3; set it to at least 8)");
        assertThat(train("data.features=[zone]", EMBEDDING, "data.badRows={drop: 0.5}"))
                .as(err.toString())
                .isZero();
        assertThat(Kindling.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of(),
                        "predict",
                        "--model",
                        path("run"),
                        "--set",
                        "data.badRows=fail",
                        "--output",
                        path("predictions"),
                        "--master",
                        "local[2]"))
                .isNotZero();
        assertThat(err.toString()).contains(": 7 (no row of the embedding in network.layers.0: numEmbeddings is 3;");
    }

    @Test
    void branchesOfWrongWidthNameTheColumns() {
        refused(
                train(
                        "data.columns=[{oneHot: {columns: [city], maxCategories: 4}}]",
                        "network.layers=[{parallel: [{columns: 1}, {columns: 2}]}, {linear: 2}]"),
                "Invalid network.layers.0: the branches of parallel take 1 + 2 = 3 columns, the data has 6: city (5), zone"
                        + " (1); change columns of the branches, which take them in this order, or data.features");
    }
}

package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kindling bench} measures two configurations alternately. */
final class BenchCommandTest {
    private static final String EXPERIMENT = """
            data: {source: {synthetic: {examples: 256, features: 8, classes: 2}}}
            network: {layers: [linear: 4, relu, linear: 2]}
            loss: crossEntropy
            optimizer: adam
            training: {epochs: 1, batchSize: 64, shards: 2}
            """;

    @TempDir
    private Path folder;

    @Test
    void measuresTwoConfigurationsInTurns() throws IOException {
        Path config = Files.writeString(folder.resolve("x.yaml"), EXPERIMENT);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Kindling.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of(),
                "bench",
                "--config",
                config.toString(),
                "--master",
                "local[2]",
                "--iterations",
                "20",
                "--warm-up",
                "10",
                "--against",
                "training.shards=4",
                "--json");
        assertThat(code).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        JsonNode report = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(report.path("examples").asLong()).isEqualTo(256);
        assertThat(report.path("parameters").asLong()).isEqualTo(8 * 4 + 4 + 4 * 2 + 2);
        assertThat(report.path("shards").asInt()).isEqualTo(2);
        for (String rate : List.of("examplesPerSecond", "examplesPerSecondAlone", "examplesPerSecondOther")) {
            assertThat(report.path(rate).asDouble()).as(rate).isPositive();
        }
        assertThat(report.path("milliseconds").path("total").asDouble()).isPositive();
        assertThat(report.path("efficiency").asDouble()).isPositive();
    }
}

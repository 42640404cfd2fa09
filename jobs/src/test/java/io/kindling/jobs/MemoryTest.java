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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Too large networks are an error before any large array is allocated. */
final class MemoryTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve("rows.csv"), List.of("a,b,c,d,label", "1,2,3,4,0", "4,3,2,1,1", "0,0,1,1,2"));
        Files.writeString(folder.resolve("x.yaml"), """
            data: {source: {csv: %s/rows.csv}, label: [label]}
            network: {layers: [linear: 3]}
            loss: crossEntropy
            optimizer: adam
            training: {epochs: 1, batchSize: 3}
            """.formatted(folder));
    }

    private List<String> arguments(String command, String... assignments) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--config", folder + "/x.yaml", "--master", "local[1]"));
        for (String assignment : assignments) {
            arguments.addAll(List.of("--set", assignment));
        }
        return arguments;
    }

    private int run(List<String> arguments) {
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
    }

    /** 2.5 GB of parameters: more than the maximum of a file, for any heap size. */
    @ParameterizedTest
    @CsvSource({"train, --dry-run", "train, --json", "bench, --json"})
    void parameterCountIsCheckedBeforeInitialization(String command, String option) {
        List<String> arguments = arguments(command, "network.layers=[linear: 80000000, linear: 3]");
        arguments.add(option);
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: Invalid network: 640,000,003 parameters (must be at most ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linear: 1000000000, linear: 3|Invalid network: 0.weight has shape [1000000000, 4], after 0 values ",
                "linear: 50000, linear: 50000|Invalid network: 1.weight has shape [50000, 50000], after 250000 values ",
                "parallel: [{columns: 2, layers: [linear: 2147483000]}, {columns: 2, layers: [linear: 2147483000]}]"
                        + "|Invalid network.layers.0: Invalid parallel: 4294966000 values (one array holds at most 2147483631)",
                "embedding: {numEmbeddings: 5, embeddingDim: 2000000000}, flatten, linear: 3"
                        + "|Invalid network.layers.0: Invalid shape [4, 2000000000]: 8000000000 values ",
            })
    void shapesBeyondArraySizeAreNamed(String layers, String message) {
        List<String> arguments = arguments("train", "network.layers=[" + layers + "]");
        arguments.add("--dry-run");
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: " + message);
    }

    @Test
    void aTooSmallDriverIsNamed() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "@" + Path.of("../driver/src/main/spark/conf/java-options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Kindling.class.getName()));
        command.addAll(arguments("train", "network.layers=[linear: 20000000, linear: 3]"));
        command.add("--dry-run");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("log")))
                .isEqualTo(2);
        assertThat(Files.readString(folder.resolve("log")))
                .containsPattern("error: Cannot train in a driver of 5\\d\\d MiB: 611 MiB of parameters, ");
    }
}

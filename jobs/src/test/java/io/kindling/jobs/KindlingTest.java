package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line: stdout, stderr and exit code. */
final class KindlingTest {
    private static final String YAML = """
            data: {source: {csv: x.csv}}
            network:
              input: {features: 64}
              layers: [linear: 32, relu, linear: 10]
            loss: crossEntropy
            optimizer: {sgd: 0.1}
            training: {epochs: 3}
            """;

    @TempDir
    private Path folder;

    private String file;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("x.yaml"), YAML).toString();
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), environment, arguments);
    }

    private void refused(String message, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err).hasToString("error: " + message + "\n");
        assertThat(out).hasToString("");
    }

    @Test
    void configPrintsEveryValue() {
        assertThat(run("config", "--config", file)).isZero();
        assertThat(out.toString()).contains("  batchSize: 128\n", "schedule: \"constant\"\n", "      bias: true\n");
        assertThat(err).hasToString("");
    }

    @Test
    void printedConfigurationsAreEquivalent() throws IOException {
        assertThat(run("config", "--config", file)).isZero();
        String first = out.toString();
        Path resolved = Files.writeString(folder.resolve("resolved.yaml"), first);
        out.getBuffer().setLength(0);
        run("config", "--config", resolved.toString());
        assertThat(out).hasToString(first);
    }

    @Test
    void jsonIsAConfiguration() throws IOException {
        assertThat(run("config", "--config", file)).isZero();
        String yaml = out.toString();
        out.getBuffer().setLength(0);
        run("config", "--config", file, "--json");
        Path resolved = Files.writeString(folder.resolve("resolved.json"), out.toString());
        out.getBuffer().setLength(0);
        run("config", "--config", resolved.toString());
        assertThat(out).hasToString(yaml);
    }

    @Test
    void anAssignmentOverridesTheFile() {
        assertThat(run("config", "--config", file, "--set", "training.epochs=7", "--set", "optimizer.learningRate=0.5"))
                .isZero();
        assertThat(out.toString()).contains("  epochs: 7\n", "    learningRate: 0.5\n");
    }

    @Test
    void aFileCanHaveAScheme() {
        assertThat(run("config", "--config", Path.of(file).toUri().toString())).isZero();
        assertThat(out.toString()).contains("crossEntropy");
    }

    @Test
    void aMisspelledKeyNamesFileAndCure() {
        refused(
                "Unknown key optimizer.sgd.lerningRate in " + file + " with --set; did you mean learningRate?",
                "config",
                "--config",
                file,
                "--set",
                "optimizer.lerningRate=1");
    }

    @Test
    void anErrorDoesNotNameAnOptionThatWasNotGiven(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "datta: {}\n");
        refused(
                "Unknown key datta in " + broken + " with the options of the command; did you mean data?",
                "train",
                "--config",
                broken.toString(),
                "--output",
                folder.resolve("run").toString());
    }

    @Test
    void incompatibleShapesAreErrors() {
        refused(
                "Invalid network.layers.0: Cannot apply linear to an input of shape [1, 8, 8]; add flatten before it",
                "config",
                "--config",
                file,
                "--set",
                "network.input={image: {channels: 1, height: 8, width: 8}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.earlyStopping={patience: 2, metric: auc} | Invalid training.earlyStopping.metric: auc (validation"
                        + " reports loss, accuracy; add others to metrics)",
                "training.earlyStopping={patience: 2, metric: acuracy} | Invalid training.earlyStopping.metric: acuracy",
                "training.earlyStopping={patience: 2} | Invalid training.earlyStopping: patience 2 (needs validation data;"
                        + " set data.validation or data.validationFraction)",
                "metrics=[rmse] | Invalid metrics: rmse (does not apply to the loss CrossEntropy",
                "registry={model: m, gate: {metric: rmse}} | Invalid registry.gate.metric: rmse (does not apply",
            })
    void configFindsErrorsOfLaterEpochs(String assignment, String message) {
        assertThat(run("config", "--config", file, "--set", "data.validationFraction=0", "--set", assignment))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    @Test
    void aMissingFileIsNamed() {
        refused(
                "Cannot read configuration: nowhere.yaml; check the path (NoSuchFileException: nowhere.yaml)",
                "config",
                "--config",
                "nowhere.yaml");
    }

    @Test
    void aConfigurationCanBeLong() throws IOException {
        String weights = "1.5, ".repeat(350_000) + "1.5";
        Path large = Files.writeString(
                folder.resolve("large.yaml"),
                YAML.replace("csv: x.csv}", "csv: x.csv}, classWeights: {perClass: [" + weights + "]}"));
        assertThat(run("config", "--config", large.toString())).isZero();
        String first = out.toString();
        Path resolved = Files.writeString(folder.resolve("resolved.yaml"), first);
        out.getBuffer().setLength(0);
        assertThat(run("config", "--config", resolved.toString())).isZero();
        assertThat(out.toString().equals(first)).isTrue();
    }

    @Test
    void aKeyOfThousandsOfPartsIsOneLine() {
        assertThat(run("config", "--config", file, "--set", "a" + ".a".repeat(3_000) + "=1"))
                .isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("it has 3001 parts, but the maximum nesting depth is 100");
    }

    @Test
    void aConfigurationWithoutItsFileSystemIsOneLine() {
        assertThat(run("config", "--config", "s3a://bucket/x.yaml")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("S3AFileSystem is not on the class path");
    }

    @Test
    void aBinaryFileIsAnError() throws IOException {
        Path binary = Files.write(folder.resolve("b.yaml"), "a: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        refused(
                "Cannot read configuration: " + binary + "; save it as UTF-8 text",
                "config",
                "--config",
                binary.toString());
    }

    @Test
    void usageErrorsAreOneLine() {
        refused("Missing required option: '--config=FILE'; see kindling config --help", "config");
    }

    @Test
    void aMisspelledCommandIsOneLine() {
        refused("Unmatched argument at index 0: 'confg'; see kindling --help", "confg");
    }

    @Test
    void noCommandIsAnError() {
        refused("Missing command; see kindling --help");
    }

    @Test
    void helpIsNotAnError() {
        assertThat(run("--help")).isZero();
        assertThat(run("config", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: kindling config", "--set=KEY=VALUE", "--config=FILE");
        assertThat(err).hasToString("");
    }

    @Test
    void theStackTraceNeedsDebug() {
        assertThat(run("config", "--config", "nowhere.yaml", "--debug")).isEqualTo(2);
        assertThat(err.toString()).contains("error: Cannot read", "\tat io.kindling.jobs.config.ConfigFile");
        err.getBuffer().setLength(0);
        run(Map.of("KINDLING_DEBUG", "1"), "config", "--config", "nowhere.yaml");
        assertThat(err.toString()).contains("\tat io.kindling.jobs.config.ConfigFile");
    }
}

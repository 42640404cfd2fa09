package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.experiment.ExperimentConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.network.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code conf}, and the commands and files that README, CONTRIBUTING and BENCHMARKS name. */
final class ExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern COMMANDS = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)[^)]*\\)");
    private static final List<String> TESTED_EXAMPLES = List.of(
            "trainer/src/test/java/io/kindling/trainer/LocalTrainingTest.java",
            "driver/src/test/java/io/kindling/driver/ml/PipelineIT.java",
            "driver/src/test/java/io/kindling/driver/ml/InputColumnsIT.java");
    private static final List<String> EXECUTABLES = List.of("jobs/bin/kindling", "mvn", "spark-submit", ".ci/fuzz");

    private static String text(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    private static List<String> blocks(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    static Stream<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("conf"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    /** Words of every command in a fenced block, comments left out and lines put together. */
    static Stream<List<String>> commands() {
        return documents()
                .flatMap(document -> blocks(COMMANDS, text(document)).stream())
                .flatMap(block -> block.replaceAll("\\s*\\\\\\n\\s*", " ").lines())
                .map(line -> line.replaceAll("(^|\\s)#.*$", "")
                        .replaceAll("^(\\w+=(\"[^\"]*\"|\\S+)\\s+)+", "")
                        .strip())
                .filter(line -> !line.isEmpty())
                .map(line -> List.of(line.split("\\s+")));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void aConfigurationIsWhole(Path file) throws IOException {
        String text = Files.readString(file);
        ExperimentConfig config =
                RecordReader.read(ConfigText.parse(text, file.toString()), ExperimentConfig.class, file.toString());
        Shape input = config.network().input();
        Network network = Network.of(config.network().over(input == null ? new Features(64) : input));
        config.loss().validateColumns(network.output().size());
        assertThat(config.metrics())
                .allMatch(metric -> metric.appliesTo(config.loss().task()));
        assertThat(text).startsWith("# ").contains("jobs/bin/kindling train --config conf/" + file.getFileName());
        String source = config.data().source().place();
        assertThat(source.startsWith("data/") || Files.exists(ROOT.resolve(source)))
                .as(source)
                .isTrue();
    }

    @Test
    void theScheduledExampleNeedsADate() {
        String file = ROOT.resolve("conf/scheduled/nightly.yaml").toString();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), "config", "--config", file);
        assertThat(code).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(err.toString())
                .startsWith("error: Invalid data.source.csv.path in ")
                .contains("give --as-of");
        code = Kindling.run(
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of(),
                "config",
                "--config",
                file,
                "--as-of",
                "2026-11-21");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("dt={2026-10-25,").contains("asOf: \"2026-11-21\"");
    }

    @ParameterizedTest
    @CsvSource({"kubernetes.sh, bash -n", "yarn.sh, bash -n", "airflow_dag.py, python3 -m ast"})
    void aScheduledScriptParses(String script, String checker) throws IOException, InterruptedException {
        Path file = ROOT.resolve("conf/scheduled").resolve(script);
        Process process = new ProcessBuilder(
                        "bash", "-c", "command -v " + checker.split(" ", -1)[0] + " || exit 0; " + checker)
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = process.inputReader().lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor()).as(printed).isZero();
        commandsOf(file).forEach(words -> accepted(words.subList(words.indexOf("train"), words.size())));
    }

    /** What a script hands to Kindling, its variables replaced by a date. */
    private static Stream<List<String>> commandsOf(Path script) throws IOException {
        if (!script.toString().endsWith(".sh")) {
            return Stream.empty();
        }
        return Files.readString(script)
                .replaceAll("\\s*\\\\\\n\\s*", " ")
                .lines()
                .filter(line -> line.startsWith("exec "))
                .map(line -> line.replaceAll("\"?\\$date\"?", "2026-11-21")
                        .replaceAll("\"?\\$bucket(/[^\"\\s]*)?\"?", "s3a://bucket$1"))
                .map(line -> List.of(line.replace("\"", "").split("\\s+")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandCanBeTyped(List<String> words) {
        assertThat(EXECUTABLES).contains(words.get(0));
        int jar = words.indexOf("jobs/target/kindling.jar") + words.indexOf("local:///opt/kindling/kindling.jar") + 1;
        if (words.get(0).equals("spark-submit")) {
            assertThat(words).containsSequence("--class", Kindling.class.getName());
            accepted(words.subList(jar + 1, words.size()));
        } else if (words.get(0).equals("jobs/bin/kindling")) {
            assertThat(ROOT.resolve(words.get(0))).isExecutable();
            accepted(words.subList(1, words.size()));
        } else if (words.get(0).startsWith(".ci/")) {
            assertThat(ROOT.resolve(words.get(0))).isExecutable();
        }
    }

    /** The command line parses, and its configuration with its assignments binds. */
    private static void accepted(List<String> arguments) {
        List<String> help = new ArrayList<>(arguments);
        help.add("--help");
        assertThat(run(help)).isZero();
        int config = arguments.indexOf("--config") + 1;
        if (config == 0 || arguments.get(config).contains(":")) {
            return;
        }
        List<String> check = new ArrayList<>(List.of(
                "config", "--config", ROOT.resolve(arguments.get(config)).toString()));
        for (int i = 0; i < arguments.size(); i++) {
            if (List.of("--set", "--as-of").contains(arguments.get(i))) {
                check.addAll(arguments.subList(i, i + 2));
            }
        }
        assertThat(run(check)).isZero();
    }

    private static int run(List<String> arguments) {
        StringWriter err = new StringWriter();
        int code = Kindling.run(
                new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
        assertThat(err).as(String.join(" ", arguments)).hasToString("");
        return code;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(String document) {
        LINK.matcher(text(document))
                .results()
                .forEach(link -> assertThat(ROOT.resolve(link.group(1))).exists());
    }

    static Stream<String> documents() {
        return Stream.of("README.md", "CONTRIBUTING.md", "BENCHMARKS.md");
    }

    @ParameterizedTest
    @MethodSource("yamlOfTheReadme")
    void aWholeConfigurationInTheReadmeBinds(String yaml) {
        RecordReader.read(ConfigText.parse(yaml, "README.md"), ExperimentConfig.class, "README.md");
    }

    static Stream<String> yamlOfTheReadme() {
        return blocks(YAML, text("README.md")).stream();
    }

    @ParameterizedTest
    @MethodSource("javaOfTheReadme")
    void theJavaExampleIsTested(String java) {
        assertThat(TESTED_EXAMPLES)
                .anyMatch(test -> text(test).replaceAll("\\s", "").contains(java.replaceAll("\\s", "")));
    }

    static Stream<String> javaOfTheReadme() {
        return blocks(JAVA, text("README.md")).stream();
    }
}

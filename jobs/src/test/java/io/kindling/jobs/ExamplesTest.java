package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.layer.Parallel;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.InputColumn;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code conf}, and the commands and snippets of all documents. */
final class ExamplesTest {
    private static final Path ROOT = Documents.ROOT;
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|\\S+");
    private static final List<String> EXECUTABLES = List.of("jobs/bin/kindling", "mvn", "spark-submit");

    /** Languages of blocks that no test runs: output of programs. */
    private static final List<String> OUTPUT = List.of("text");

    /** Languages of blocks that {@link #everyCommandParses} and {@link #aConfigurationBinds} check. */
    private static final List<String> CHECKED = List.of("sh", "yaml");

    static Stream<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("conf"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    /** Words of every command in a block, with lines joined. */
    static Stream<List<String>> commands() {
        return Documents.blocks("sh")
                .flatMap(
                        block -> block.text().replaceAll("\\s*\\\\\\n\\s*", " ").lines())
                .map(ExamplesTest::words)
                .filter(words -> !words.isEmpty());
    }

    /**
     * Returns the words of a command without quotes, comments, environment variables, time limits and time
     * measurements.
     */
    private static List<String> words(String line) {
        String command = line.replaceAll("(^|\\s)#.*$", "")
                .replaceAll("^time ", "")
                .replaceAll("^(\\w+=(\"[^\"]*\"|\\S+)\\s+)+", "")
                .replaceAll("^timeout -s KILL \\d+ ", "");
        return WORD.matcher(command).results().map(ExamplesTest::unquoted).toList();
    }

    private static String unquoted(MatchResult word) {
        if (word.group(1) != null) {
            return word.group(1);
        }
        return word.group(2) != null ? word.group(2) : word.group();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyConfigurationIsComplete(Path file) throws IOException {
        String text = Files.readString(file);
        ExperimentConfig config =
                RecordReader.read(ConfigText.parse(text, file.toString()), ExperimentConfig.class, file.toString());
        Shape input = config.network().input();
        Network network = Network.of(config.network().over(input == null ? exampleOf(config) : input));
        config.loss().validateColumns(network.output().size());
        assertThat(config.metrics())
                .allMatch(metric -> metric.appliesTo(config.loss().task()));
        assertThat(text).startsWith("# ").contains("jobs/bin/kindling train --config conf/" + file.getFileName());
        String source = config.data().sources().source().place();
        assertThat(source.startsWith("data/") || Files.exists(ROOT.resolve(source)))
                .as(source)
                .isTrue();
    }

    /** The shape of an example: 64 numbers, or a column for each name in the branches. */
    private static Shape exampleOf(ExperimentConfig config) {
        if (config.network().toldFeatures().isPresent()
                || !(config.network().layers().get(0) instanceof Parallel parallel)) {
            return new Features(64);
        }
        return new Columns(parallel.branches().stream()
                .flatMap(branch -> branch.columns().names().stream())
                .flatMap(name -> Stream.of(name.split(Pattern.quote(".."))))
                .map(name -> new InputColumn(name, 1, 52))
                .toList());
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
                .contains("set --as-of");
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

    /** Kindling commands of a script, with its variables replaced. */
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
    void everyCommandParses(List<String> words) {
        assertThat(words.get(0)).matches(word -> word.startsWith(".ci/") || EXECUTABLES.contains(word), "known");
        int jar = words.indexOf("jobs/target/kindling.jar") + words.indexOf("local:///opt/kindling/kindling.jar") + 1;
        if (words.get(0).equals("spark-submit")) {
            assertThat(words).containsSequence("--class", Kindling.class.getName());
            accepted(words.subList(jar + 1, words.size()));
        } else if (words.get(0).equals("jobs/bin/kindling")) {
            assertThat(ROOT.resolve(words.get(0))).isExecutable();
            assertThat(Documents.text("CONTRIBUTING.md")).contains("`" + words.get(1) + "`");
            accepted(words.subList(1, words.size()));
        } else if (words.get(0).startsWith(".ci/")) {
            assertThat(ROOT.resolve(words.get(0))).isExecutable();
            if (words.get(0).equals(".ci/peers")) {
                aComparisonCanBeTyped(words.subList(1, words.size()));
            }
        } else {
            profilesAndTestsExist(words);
        }
    }

    /** Arguments of {@code .ci/peers}: models, numbers, and commands that can be typed themselves. */
    private void aComparisonCanBeTyped(List<String> arguments) {
        String form = arguments.stream()
                .skip(1)
                .limit(4)
                .map(argument -> argument.matches("\\d+") ? "N" : argument)
                .collect(Collectors.joining(" ", arguments.get(0) + " ", ""));
        if (arguments.get(0).equals("turns")) {
            assertThat(arguments).hasSize(6);
            assertThat(form).startsWith("turns N N N ");
            arguments.subList(4, 6).forEach(command -> everyCommandParses(words(command)));
        } else {
            String layers = "784(-\\d+)*-10";
            assertThat(form)
                    .matches(
                            "libtorch (cnn|(batchNormDropout:)?" + layers + ") N N N|mllib " + layers + " N N( \\S+)?");
            assertThat(arguments).hasSizeBetween(4, 6);
        }
    }

    private static void profilesAndTestsExist(List<String> maven) {
        String poms = Documents.text("pom.xml") + Documents.text("driver/pom.xml") + Documents.text("jobs/pom.xml");
        for (String word : maven) {
            if (word.startsWith("-P")) {
                assertThat(word.substring(2).split(",", -1))
                        .allSatisfy(profile -> assertThat(poms).contains("<id>" + profile + "</id>"));
            } else if (word.matches("-D(it\\.)?test=.*") && !word.endsWith("=NONE")) {
                assertThat(word.split("=", -1)[1].split(",", -1)).isSubsetOf(Documents.javaFiles());
            }
        }
    }

    /** The command line parses, and its configuration with its assignments binds if it is one of {@code conf}. */
    private static void accepted(List<String> arguments) {
        List<String> help = new ArrayList<>(arguments);
        help.add("--help");
        assertThat(run(help)).isZero();
        int config = arguments.indexOf("--config") + 1;
        if (config == 0 || !arguments.get(config).startsWith("conf/")) {
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

    static Stream<Documents.Block> yaml() {
        return Documents.blocks("yaml");
    }

    /** Missing sections of a block are taken from {@code conf/digits.yaml}. */
    @ParameterizedTest
    @MethodSource("yaml")
    void aConfigurationBinds(Documents.Block block) {
        ObjectNode config = ConfigText.parse(block.text(), block.document());
        ConfigText.parse(Documents.text("conf/digits.yaml"), "conf/digits.yaml")
                .properties()
                .forEach(section -> config.putIfAbsent(section.getKey(), section.getValue()));
        RecordReader.read(config, ExperimentConfig.class, block.document());
    }

    static Stream<Documents.Block> code() {
        return Documents.blocks()
                .filter(block -> !CHECKED.contains(block.language()) && !OUTPUT.contains(block.language()));
    }

    @ParameterizedTest
    @MethodSource("code")
    void codeIsPartOfATest(Documents.Block block) {
        assertThat(Documents.testSources()).contains(block.text().replaceAll("\\s", ""));
    }
}

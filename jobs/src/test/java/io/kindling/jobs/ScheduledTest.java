package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.lock.FolderLock;
import io.kindling.driver.lock.LockTiming;
import io.kindling.driver.storage.Folder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scheduled training for a date, the registry, and operator commands, in this JVM. */
final class ScheduledTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        for (int day = 20; day <= 22; day++) {
            Files.createDirectories(folder.resolve("dt=2026-11-" + day));
            Files.write(folder.resolve("dt=2026-11-" + day).resolve("a.csv"), rows(day, 40));
        }
        Files.write(folder.resolve("test.csv"), rows(3, 30));
        Files.writeString(folder.resolve("daily.yaml"), """
            data:
              source: {csv: "%1$s/dt={asOf-1d..asOf}"}
              test: {csv: %1$s/test.csv}
              label: [label]
            network: {layers: [linear: 4, relu, linear: 2], initialParameters: small@champion}
            loss: crossEntropy
            optimizer: {adam: {learningRate: 0.05}}
            training: {epochs: 2, batchSize: 16}
            registry: {model: small, folder: %1$s/models, gate: {metric: accuracy, margin: -1}}
            """.formatted(folder));
    }

    private static List<String> rows(int seed, int count) {
        List<String> lines = new ArrayList<>(List.of("a,b,label"));
        for (int i = 0; i < count; i++) {
            int a = (i * seed) % 7;
            lines.add(a + "," + (i + seed) % 5 + "," + (a > 3 ? 1 : 0));
        }
        return lines;
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments);
    }

    private int train(String date, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--config", path("daily.yaml"), "--json"));
        arguments.addAll(List.of("--master", "local[2]"));
        if (!date.isEmpty()) {
            arguments.addAll(List.of("--as-of", date));
        }
        for (String word : more) {
            arguments.addAll(word.startsWith("--") ? List.of(word.split("=", 2)) : List.of("--set", word));
        }
        return run(arguments.toArray(String[]::new));
    }

    private int registry(String... words) {
        List<String> arguments = new ArrayList<>(List.of("registry"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--registry", path("models"), "--json"));
        return run(arguments.toArray(String[]::new));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode last() throws IOException {
        List<String> lines = out.toString().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private int champion() throws IOException {
        assertThat(registry("show", "small")).as(err.toString()).isZero();
        return last().path("aliases").path("champion").asInt();
    }

    private void refused(int code, int expected, String message) {
        assertThat(err.toString()).startsWith("error: " + message).hasLineCount(1);
        assertThat(code).isEqualTo(expected);
    }

    private Path runFolder(String name) {
        return folder.resolve("models/small/runs/" + name);
    }

    private List<String> everything() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void trainsPromotesUsesAndRollsBackAModel() throws IOException {
        assertThat(train("2026-11-21")).as(err.toString()).isZero();
        assertThat(last().path("promotion").path("version").asInt()).isEqualTo(1);
        JsonNode provenance = JSON.readTree(
                runFolder("daily-2026-11-21").resolve("provenance.json").toFile());
        assertThat(provenance.path("asOf").asText()).isEqualTo("2026-11-21");
        assertThat(provenance.at("/origin/parent").isNull()).isTrue();
        assertThat(provenance.at("/origin/data/train/1/path").asText()).isEqualTo(path("dt=2026-11-21"));
        assertThat(provenance.at("/origin/data/train/1/files").asInt()).isEqualTo(1);
        assertThat(provenance.path("versions").path("commit").asText()).isNotEmpty();

        assertThat(train("2026-11-22")).as(err.toString()).isZero();
        JsonNode second = last();
        assertThat(champion()).isEqualTo(2);
        assertThat(last().path("versions").get(1).path("parent").asInt()).isEqualTo(1);
        // The champion has changed; the run has not.
        assertThat(train("2026-11-22")).isZero();
        assertThat(last()).isEqualTo(second);
        assertThat(last().path("promotion").path("promoted").asBoolean()).isTrue();

        for (String reference : List.of(path("models/small@champion"), path("models/small@2"))) {
            assertThat(run("evaluate", "--model", reference, "--json", "--master", "local[2]"))
                    .as(err.toString())
                    .isZero();
            assertThat(last().path("parametersSha256")).isEqualTo(second.path("parametersSha256"));
        }
        assertThat(run("export", "--model", "small@champion", "--registry", path("models"), "--output", path("m.onnx")))
                .isZero();

        assertThat(registry("rollback", "small", "--reason", "complaints")).isZero();
        assertThat(champion()).isEqualTo(1);
        refused(registry("rollback", "small"), 2, "Cannot roll back champion: ");
        assertThat(registry("promote", "small", "2", "--alias", "canary")).isZero();
        assertThat(last().path("aliases").path("canary").asInt()).isEqualTo(2);
        refused(registry("promote", "small", "9"), 2, "Cannot find version 9 of small: ");
        refused(registry("promote", "small", "1", "--alias", "../champion"), 2, "Invalid alias: ../champion ");
        refused(registry("show", "../small"), 2, "Invalid model: ../small ");
        assertThat(registry("list")).isZero();
        assertThat(last().get(0).path("model").asText()).isEqualTo("small");

        // Reproduces the run: the same bits, although the champion has changed.
        String run = runFolder("daily-2026-11-22").toString();
        assertThat(run("reproduce", run, "--output", path("again"), "--json", "--master", "local[1]"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("equal").asBoolean()).isTrue();
        Files.write(folder.resolve("dt=2026-11-22/b.csv"), rows(5, 10));
        assertThat(run("reproduce", run, "--output", path("other"), "--json", "--master", "local[2]"))
                .isEqualTo(7);
        assertThat(last().path("differences").get(0).asText()).startsWith("data: was ");
        assertThat(run(
                        "reproduce",
                        "small@2",
                        "--registry",
                        path("models"),
                        "--output",
                        path("third"),
                        "--master",
                        "local[2]"))
                .isEqualTo(7);
    }

    @Test
    void aModelIsUsedForADate() throws IOException {
        assertThat(train("2026-11-21")).as(err.toString()).isZero();
        String[] champion = {"--model", "small@champion", "--registry", path("models"), "--master", "local[1]", "--json"
        };
        assertThat(use(
                        "predict",
                        champion,
                        "--config",
                        path("daily.yaml"),
                        "--as-of",
                        "2026-11-22",
                        "--output",
                        path("p")))
                .as(err.toString())
                .isZero();
        assertThat(last().path("rows").asInt()).isEqualTo(80);
        String today = "data.source.csv.path=" + folder + "/dt={asOf}";
        assertThat(use("evaluate", champion, "--set", today, "--as-of", "2026-11-22"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("examples").asInt()).isEqualTo(40);
        refused(use("evaluate", champion, "--set", today), 2, "Invalid data.source.csv.path in ");
        // The paths of the run contain the date of the run, so another date would be ignored silently.
        refused(
                use("evaluate", champion, "--as-of", "2026-11-22"),
                2,
                "Invalid --as-of: 2026-11-22 (data of the configuration of ");
    }

    private int use(String command, String[] model, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(model));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aWorseModelIsRegisteredButNotPromoted() throws IOException {
        assertThat(train("2026-11-21", "training.epochs=20")).as(err.toString()).isZero();
        String[] worse = {"registry.gate.margin=0.5", "training.epochs=1"};
        assertThat(train("2026-11-22", worse)).isEqualTo(6);
        assertThat(last().path("promotion").path("promoted").asBoolean()).isFalse();
        // A retry of the scheduler fails, too.
        assertThat(train("2026-11-22", worse)).isEqualTo(6);
        assertThat(train("2026-11-22", worse[0], worse[1], "registry.refusedExitCode=0"))
                .isZero();
        assertThat(champion()).isEqualTo(1);
        assertThat(last().path("versions")).hasSize(2);
    }

    @Test
    void aKilledRunResumesWithTheMissingSteps() throws IOException {
        assertThat(train("2026-11-21")).isZero();
        JsonNode summary = last();
        Path promotion = runFolder("daily-2026-11-21").resolve("promotion.json");
        // Killed after the alias, before the run record.
        Files.delete(promotion);
        assertThat(train("2026-11-21")).as(err.toString()).isZero();
        assertThat(champion()).isEqualTo(1);
        assertThat(last().path("promotions")).hasSize(1);
        // Killed after the version, before the alias; then while writing the version.
        for (String lost : List.of("none", "manifest.json", "version.json")) {
            Files.delete(promotion);
            Files.delete(folder.resolve("models/small/aliases/champion/000000001.json"));
            Files.deleteIfExists(folder.resolve("models/small/versions/1").resolve(lost));
            Files.deleteIfExists(folder.resolve("models/small/versions/1").resolve("." + lost + ".crc"));
            if (lost.equals("version.json")) {
                Files.writeString(folder.resolve("models/small/versions/1/version.json"), "{\"rec");
                Files.delete(folder.resolve("models/small/versions/1/manifest.json"));
            }
            assertThat(train("2026-11-21")).as(err.toString()).isZero();
            assertThat(last().path("parametersSha256")).isEqualTo(summary.path("parametersSha256"));
            assertThat(champion()).as(lost).isEqualTo(lost.equals("version.json") ? 2 : 1);
        }
    }

    @Test
    void aLockedRunExitsWithItsOwnCode() throws IOException {
        LockTiming timing = LockTiming.staleAfter(Duration.ofMinutes(5));
        Configuration hadoop = new Configuration();
        Folder model = Folder.of(path("models/small"), hadoop);
        try (FolderLock lock = FolderLock.acquire(model, "a night", timing, text -> {}, () -> {})) {
            refused(train("2026-11-21"), 5, "Cannot lock " + model.location() + ": held by process ");
            assertThat(train("2026-11-21", "--dry-run")).isZero();
            assertThat(last().path("lockedBy").asText()).contains("(a night)");
            lock.requireHeld();
        }
        Folder plain = Folder.of(path("plain"), hadoop);
        try (FolderLock lock = FolderLock.acquire(plain, "a training", timing, text -> {}, () -> {})) {
            int code = train(
                    "2026-11-21", "registry=null", "network.initialParameters=null", "output.folder=" + path("plain"));
            refused(code, 5, "Cannot lock " + plain.location() + ": held by process ");
            lock.requireHeld();
        }
        assertThat(train(
                        "2026-11-21",
                        "registry=null",
                        "network.initialParameters=null",
                        "output.folder=" + path("plain")))
                .isZero();
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        List<String> before = everything();
        assertThat(train("2026-11-21", "--dry-run")).as(err.toString()).isZero();
        assertThat(last().path("state").asText()).isEqualTo("new");
        assertThat(last().path("parameters").asInt()).isEqualTo(22);
        assertThat(last().at("/data/train")).hasSize(2);
        assertThat(last().path("registry").asText()).contains("no champion yet");
        assertThat(everything()).isEqualTo(before);
        refused(train("2026-11-20", "--dry-run"), 3, "Cannot read data: 1 of the 2 paths of ");
        refused(train("2026-11-21", "--dry-run", "data.label=[lable]"), 3, "Cannot find column lable ");
        refused(train("2026-11-21", "--dry-run", "data.test=null"), 2, "Invalid registry.gate.source: null ");
        refused(
                train("2026-11-21", "--dry-run", "registry.gate.metric=rmse"),
                2,
                path("daily.yaml") + " with --set: Invalid registry.gate.metric: rmse ");
        refused(train("2026-11-21", "--dry-run", "network.layers=[{linear: 2}, lstm: 2]"), 2, "");
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void invalidRequestsAreErrors() throws IOException {
        refused(train(""), 2, "Invalid data.source.csv in ");
        refused(train("yesterday"), 2, "Invalid --as-of: yesterday ");
        for (String id : List.of("../x", "a/b", "..", ".x", "a b")) {
            refused(train("2026-11-21", "--run-id=" + id), 2, "Invalid --run-id: " + id + " ");
        }
        refused(
                train("2026-11-21", "--run-id=x", "output.folder=runs/y"),
                2,
                "Invalid --run-id: x (output.folder is also set to ");
        refused(train("2026-11-21", "registry.model=../x"), 2, "registry in ");
        refused(
                train("2026-11-21", "network.initialParameters=other@champion"),
                2,
                "Cannot find model: other@champion of ");
        assertThat(folder.resolve("models")).doesNotExist();

        assertThat(train("2026-11-21", "--run-id=mine")).as(err.toString()).isZero();
        assertThat(runFolder("mine").resolve("manifest.json")).exists();
        refused(train("2026-11-21", "--run-id=mine", "training.seed=2"), 2, "Cannot write run: ");
        refused(train("2026-11-22", "--run-id=mine"), 2, "Cannot write run: ");
    }

    @Test
    void aMissingDayIsSkippedIfAllowed() throws IOException {
        refused(train("2026-11-20"), 3, "Cannot read data: 1 of the 2 paths of ");
        assertThat(train("2026-11-20", "data.missingPaths=skip"))
                .as(err.toString())
                .isZero();
        assertThat(last().path("examples").path("train").asInt()).isEqualTo(40);
    }

    @Test
    void aMissingAliasStopsTrainingWithACure() throws IOException {
        assertThat(train("2026-11-21")).isZero();
        Folder.of(path("models/small/versions"), new Configuration()).delete("1");
        refused(train("2026-11-22"), 2, "Cannot find version 1 of small: ");
    }

    @Test
    void oldRunsAreRemoved() throws IOException {
        String[] little = {
            "registry.retention={runs: 1, checkpoints: 0, versions: 1}",
            "registry.gate={metric: accuracy, threshold: 2}"
        };
        for (String id : List.of("a", "b", "c")) {
            assertThat(train("2026-11-21", "--run-id=" + id, little[0], little[1]))
                    .as(err.toString())
                    .isEqualTo(6);
        }
        assertThat(runFolder("a")).doesNotExist();
        assertThat(runFolder("b")).doesNotExist();
        assertThat(runFolder("c").resolve("checkpoints")).doesNotExist();
        assertThat(registry("show", "small")).isZero();
        assertThat(last().path("versions")).hasSize(1);
        assertThat(last().path("versions").get(0).path("version").asInt()).isEqualTo(3);
    }
}

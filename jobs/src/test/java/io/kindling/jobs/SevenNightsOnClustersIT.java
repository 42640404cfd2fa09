package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.cluster.StandaloneCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seven nights of scheduled training on growing data, as processes on a standalone cluster: the packaged jar with
 * spark-submit, and typical faults.
 */
@Tag("slow")
final class SevenNightsOnClustersIT {
    private static final Path SPARK =
            Path.of("../driver/target/spark").toAbsolutePath().normalize();
    private static final Path JAR = Path.of("target/kindling.jar").toAbsolutePath();
    private static final Path DIGITS =
            Path.of("../conf/data/digits.csv.gz").toAbsolutePath().normalize();
    private static final LocalDate FIRST = LocalDate.of(2026, 11, 15);
    private static final int ROWS_PER_DAY = 180;
    private static final long LIMIT_SECONDS = 300;
    private static final int KILLED = 137;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private StandaloneCluster cluster;
    private List<String> rows;

    /** Result of a process of the job. */
    private record Ended(int code, List<String> lines, String errors) {}

    @BeforeEach
    void start() throws IOException {
        cluster = StandaloneCluster.start(2, 1024, folder.resolve("cluster"));
        try (InputStream packed = Files.newInputStream(DIGITS);
                BufferedReader text = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            rows = text.lines().toList();
        }
        Files.write(folder.resolve("test.csv"), rows.subList(7 * ROWS_PER_DAY, rows.size()));
        Files.writeString(folder.resolve("nightly.yaml"), """
            data:
              source: {csv: {path: "%1$s/events/dt={asOf-6d..asOf}", header: false}}
              test: {csv: {path: %1$s/test.csv, header: false}}
              label: [_c64]
              scaling: {divide: 16}
              missingPaths: skip
            network:
              layers: [linear: 32, batchNorm1d, relu, dropout: 0.2, linear: 10]
              initialParameters: digits@champion
            loss: crossEntropy
            optimizer: {adam: {learningRate: 0.01}}
            training: {epochs: 6, batchSize: 64, shards: 4, checkpoint: {every: 3 iterations}}
            registry:
              model: digits
              folder: %1$s/models
              gate: {metric: accuracy, margin: -0.03, threshold: 0.5}
            """.formatted(folder));
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        if (cluster != null) {
            cluster.close();
        }
    }

    private static LocalDate date(int night) {
        return FIRST.plusDays(night - 1L);
    }

    private Path day(int night) {
        return folder.resolve("events/dt=" + date(night)).resolve("part-0.csv");
    }

    private void writeDay(int night) throws IOException {
        Files.createDirectories(day(night).getParent());
        Files.write(day(night), rows.subList((night - 1) * ROWS_PER_DAY, night * ROWS_PER_DAY));
    }

    private Path run(int night) {
        return folder.resolve("models/digits/runs/nightly-" + date(night));
    }

    private Process submit(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "@" + SPARK.resolve("conf/java-options"),
                "-cp",
                SPARK.resolve("conf") + ":" + SPARK.resolve("jars") + "/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                cluster.url(),
                "--class",
                Kindling.class.getName()));
        for (String setting : List.of(
                "spark.executor.memory=600m",
                "spark.cores.max=2",
                "spark.scheduler.minRegisteredResourcesRatio=1.0",
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.ui.enabled=false",
                "spark.executorEnv.OPENBLAS_NUM_THREADS=1")) {
            command.addAll(List.of("--conf", setting));
        }
        command.add(JAR.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(Files.createTempFile(folder, "night", ".err").toFile());
        builder.environment().put("SPARK_HOME", SPARK.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        Process process = builder.start();
        started.add(process);
        // A process that waits forever fails the test instead of blocking it.
        var unused = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
        return process;
    }

    private Process train(int night, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--config",
                folder.resolve("nightly.yaml").toString(),
                "--as-of",
                date(night).toString()));
        arguments.addAll(List.of(more));
        return submit(arguments.toArray(String[]::new));
    }

    private static void until(BufferedReader out, String beginning, List<String> lines) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(beginning)) {
            lines.add(line);
            line = out.readLine();
        }
        assertThat(line)
                .as("a line that begins with %s after %s", beginning, lines)
                .isNotNull();
    }

    private Ended end(Process process) throws IOException, InterruptedException {
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), lines, errors());
    }

    private String errors() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".err")).sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private Ended night(int night, int code, String... more) throws IOException, InterruptedException {
        Ended ended = end(train(night, more));
        assertThat(ended.code()).as("night %d: %s", night, ended).isEqualTo(code);
        return ended;
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static String sha256(Path run) throws IOException {
        return json(run.resolve("summary.json")).path("parametersSha256").asText();
    }

    private JsonNode promotion(int night) throws IOException {
        return json(run(night).resolve("promotion.json")).path("record");
    }

    private int champion() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("models/digits/aliases/champion"))) {
            Path newest = files.filter(file -> file.toString().endsWith(".json"))
                    .max(Path::compareTo)
                    .orElseThrow();
            return json(newest).path("record").path("version").asInt();
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aWeekOfOperation() throws Exception {
        writeDay(1);
        night(1, 0);
        assertThat(champion()).isEqualTo(1);
        Ended again = night(1, 0);
        assertThat(again.lines()).anyMatch(line -> line.startsWith("already done: "));
        assertThat(champion()).isEqualTo(1);

        writeDay(2);
        night(2, 0);
        assertThat(champion()).isEqualTo(2);
        assertThat(json(run(2).resolve("provenance.json"))
                        .at("/origin/parent/version")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(run(2).resolve("provenance.json")).at("/origin/data/train"))
                .hasSize(2);

        writeDay(3);
        theThirdNightIsKilledAndResumed();

        writeDay(4);
        theFourthNightIsStartedTwice();

        writeDay(5);
        List<String> corrupt = new ArrayList<>(rows.subList(4 * ROWS_PER_DAY, 5 * ROWS_PER_DAY));
        corrupt.set(7, "what is this?");
        Files.write(day(5), corrupt);
        Ended bad = night(5, 3);
        assertThat(bad.errors()).contains("error: Cannot read line 8 of ").contains("dt=" + date(5));
        assertThat(champion()).isEqualTo(4);
        assertThat(folder.resolve("models/digits/versions")).isDirectoryNotContaining("glob:**/5");
        writeDay(5);

        writeDay(6);
        Ended worse = night(6, 6, "--set", "network.initialParameters=null", "--set", "optimizer.learningRate=1e-9");
        assertThat(promotion(6).path("promoted").asBoolean()).isFalse();
        assertThat(worse.lines()).anyMatch(line -> line.startsWith("digits version 5 is not promoted: accuracy "));
        assertThat(champion()).isEqualTo(4);

        writeDay(7);
        night(7, 0);
        assertThat(champion()).isEqualTo(6);
        assertThat(json(run(7).resolve("provenance.json"))
                        .at("/origin/parent/version")
                        .asInt())
                .isEqualTo(4);

        Ended reproduced = end(submit(
                "reproduce",
                run(2).toString(),
                "--output",
                folder.resolve("reproduced").toString()));
        assertThat(reproduced.code()).as("%s", reproduced).isZero();
        assertThat(sha256(folder.resolve("reproduced"))).isEqualTo(sha256(run(2)));
        assertThat(sha256(run(2))).isNotEqualTo(sha256(run(7)));
        try (Stream<Path> lock = Files.list(folder.resolve("models/digits/lock"))) {
            // The number of the last lock stays; a held lock is a JSON file.
            assertThat(lock).noneMatch(file -> file.toString().endsWith(".json"));
        }
    }

    private void theThirdNightIsKilledAndResumed() throws IOException, InterruptedException {
        Process killed = train(3);
        until(killed.inputReader(), "epoch 3/", new ArrayList<>());
        killed.destroyForcibly();
        assertThat(killed.waitFor()).isEqualTo(KILLED);
        assertThat(champion()).isEqualTo(2);
        assertThat(folder.resolve("models/digits/lock")).isNotEmptyDirectory();

        Ended retry = night(3, 0);
        assertThat(retry.lines()).anyMatch(line -> line.startsWith("resumes after epoch "));
        assertThat(champion()).isEqualTo(3);
        String undisturbed = folder.resolve("undisturbed").toString();
        night(
                3,
                0,
                "--output",
                undisturbed,
                "--set",
                "registry=null",
                "--set",
                "network.initialParameters=" + folder + "/models/digits/versions/2");
        assertThat(sha256(run(3))).isEqualTo(sha256(folder.resolve("undisturbed")));
    }

    /** A signal suspends the first process until the second process has ended. */
    private void theFourthNightIsStartedTwice() throws IOException, InterruptedException {
        Process first = train(4);
        until(first.inputReader(), "epoch 1/", new ArrayList<>());
        signal("-STOP", first);
        Ended second = night(4, 5);
        assertThat(second.errors()).contains("error: Cannot lock ").contains("held by process " + first.pid());
        signal("-CONT", first);
        assertThat(end(first).code()).isZero();
        assertThat(champion()).isEqualTo(4);
    }
}

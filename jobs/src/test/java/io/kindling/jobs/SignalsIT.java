package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.trainer.format.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stop by signal and resume by the same command, as processes: the launcher, the packaged jar, real signals. */
@Tag("slow")
final class SignalsIT {
    private static final Path LAUNCHER = Path.of("bin/kindling").toAbsolutePath();
    private static final long LIMIT_SECONDS = 240;
    private static final long MILLISECONDS_BETWEEN = 50;
    /** Longer than the work between two epochs, much shorter than a slow iteration. */
    private static final long MILLISECONDS_INTO_AN_ITERATION = 300;

    @TempDir
    private Path folder;

    private Process train(String run) throws IOException {
        return train(run, "training.epochs=60");
    }

    private Process train(String run, String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "train", "--config", "conf/digits.yaml"));
        command.addAll(List.of("--output", folder.resolve(run).toString(), "--master", "local[2]"));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("..").toAbsolutePath().normalize().toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("KINDLING_"));
        return builder.start();
    }

    /** Reads the output until a line starts with the text; {@link #end} reads and discards the rest. */
    private static BufferedReader until(Process process, String text) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith(text)) {
            line = out.readLine();
        }
        assertThat(line).as("a line that begins with " + text).isNotNull();
        return out;
    }

    private int end(Process process, BufferedReader out, List<String> lines) throws IOException, InterruptedException {
        out.lines().forEach(lines::add);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The training did not end: " + Files.readString(folder.resolve("err")));
        }
        return process.exitValue();
    }

    /**
     * Sends SIGINT, or SIGTERM if this process ignores SIGINT, as in the background of a shell, because child processes
     * inherit that. Returns the expected exit code.
     */
    private static int interrupt(Process process) throws IOException, InterruptedException {
        String caught = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .findFirst()
                .orElseThrow();
        boolean interruptible = (Long.parseUnsignedLong(caught.substring(7).strip(), 16) & 2) != 0;
        String pid = Long.toString(process.pid());
        assertThat(new ProcessBuilder("kill", interruptible ? "-INT" : "-TERM", pid)
                        .start()
                        .waitFor())
                .isZero();
        return interruptible ? 130 : 143;
    }

    private JsonNode summary(String run) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(run).resolve("summary.json").toFile());
    }

    @Test
    void aSignalStopsTrainingAndTheSameCommandResumes() throws Exception {
        Process terminated = train("run");
        BufferedReader out = until(terminated, "epoch 1/60");
        terminated.toHandle().destroy();
        List<String> lines = new ArrayList<>();
        assertThat(end(terminated, out, lines)).as(String.join("\n", lines)).isEqualTo(143);
        assertThat(lines)
                .anyMatch(line -> line.matches("stopped after iteration \\d+; run the same command to resume"));
        assertThat(folder.resolve("run/manifest.json")).doesNotExist();

        Process interrupted = train("run");
        out = until(interrupted, "epoch ");
        int expected = interrupt(interrupted);
        lines.clear();
        assertThat(end(interrupted, out, lines)).as(String.join("\n", lines)).isEqualTo(expected);
        assertThat(lines).anyMatch(line -> line.startsWith("stopped after iteration "));

        Process last = train("run");
        assertThat(end(last, until(last, "resumes after epoch "), lines)).isZero();
        Process whole = train("whole");
        assertThat(end(whole, until(whole, "epoch 1/60"), lines)).isZero();
        assertThat(summary("run").path("parametersSha256"))
                .isEqualTo(summary("whole").path("parametersSha256"));
        assertThat(summary("run").path("train")).isEqualTo(summary("whole").path("train"));
    }

    /** The process is suspended until another process has finished the run, like on a sleeping machine. */
    @Test
    void aTrainingThatLostItsLockChangesNothing() throws Exception {
        Process suspended = train("lost", "training.epochs=60", "training.checkpoint.every=20 iterations");
        try {
            BufferedReader out = until(suspended, "epoch 2/60");
            signal("-STOP", suspended);
            // The cure in the error of a second start.
            for (Path owner : lockFiles("lost")) {
                Files.delete(owner);
            }
            List<String> lines = new ArrayList<>();
            Process next = train("lost", "training.epochs=60", "training.checkpoint.every=20 iterations");
            assertThat(end(next, until(next, "epoch "), lines))
                    .as(String.join("\n", lines))
                    .isZero();
            Map<String, String> expected = digests("lost");
            signal("-CONT", suspended);
            lines.clear();
            assertThat(end(suspended, out, lines)).as(String.join("\n", lines)).isEqualTo(5);
            assertThat(digests("lost")).isEqualTo(expected).containsKeys("summary.json", "events.jsonl", "report.html");
            assertThat(new ProcessBuilder(
                                    LAUNCHER.toString(),
                                    "report",
                                    folder.resolve("lost").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("report").toFile())
                            .start()
                            .waitFor())
                    .as(Files.readString(folder.resolve("report")))
                    .isZero();
        } finally {
            suspended.destroyForcibly();
        }
    }

    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private List<Path> lockFiles(String run) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(run).resolve("lock"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    /** All files of a run except for its lock. */
    private Map<String, String> digests(String run) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        Path root = folder.resolve(run);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(root.resolve("lock"))) {
                    digests.put(root.relativize(file).toString(), Digest.ofBytes(Files.readAllBytes(file)));
                }
            }
        }
        return digests;
    }

    /** Iterations take a second or more, so the second signal arrives before the iteration ends. */
    @Test
    void aSecondSignalExitsImmediately() throws Exception {
        Process process = train(
                "slow",
                "training.epochs=60",
                "training.batchSize=1437",
                "network.layers=[linear: 4096, relu, linear: 4096, relu, linear: 4096, relu, linear: 10]");
        BufferedReader out = until(process, "epoch ");
        // A signal between iterations would stop the training immediately.
        assertThat(process.waitFor(MILLISECONDS_INTO_AN_ITERATION, TimeUnit.MILLISECONDS))
                .isFalse();
        // The system merges simultaneous signals, so the signal is repeated until the process has ended.
        do {
            process.toHandle().destroy();
        } while (!process.waitFor(MILLISECONDS_BETWEEN, TimeUnit.MILLISECONDS));
        List<String> lines = new ArrayList<>();
        assertThat(end(process, out, lines)).isEqualTo(143);
        assertThat(lines).noneMatch(line -> line.startsWith("stopped after iteration "));
        assertThat(folder.resolve("slow/config.yaml")).exists();
        assertThat(folder.resolve("slow/checkpoints")).doesNotExist();
    }
}

package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@code .ci/peers turns} on shell programs that print rates in an endless loop and log to a file that they run.
 */
final class TurnsTest {
    private static final Path SCRIPT = Documents.ROOT.resolve(".ci/peers");

    @TempDir
    private Path folder;

    private record Result(int code, String printed) {}

    private static Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = process.inputReader().lines().collect(Collectors.joining("\n"));
        return new Result(process.waitFor(), printed);
    }

    /** Returns a shell program that prints epochs until it is stopped. */
    private String training(String name, String rate) {
        return "echo $$ > " + folder.resolve(name) + "; for ((i = 1; ; i++)); do ((i % 2000)) || { echo " + name
                + " >> " + folder.resolve("order") + "; echo \"epoch $i/9  loss 0.1  " + rate
                + " examples/s\"; }; done";
    }

    @Test
    void alternatesTwoTrainingsAndStopsThem() throws IOException, InterruptedException {
        Result result = run("turns", "0", "0.3", "3", training("a", "3,000"), training("b", "2,000.5"));

        assertThat(result.code()).as(result.printed()).isZero();
        assertThat(result.printed().lines())
                .hasSize(4)
                .contains("round 3/3  first 3,000 examples/s  second 2,001 examples/s  ratio 1.50")
                .endsWith("first / second: 1.50 (1.50 to 1.50), first 3,000 examples/s, second 2,001 examples/s");
        // Each training has a warm-up and three turns.
        assertThat(runs(Files.readAllLines(folder.resolve("order"))))
                .containsExactly("a", "b", "a", "b", "a", "b", "a", "b");
        for (String name : List.of("a", "b")) {
            long pid = Long.parseLong(Files.readString(folder.resolve(name)).strip());
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    /** Removes consecutive duplicates. */
    private static List<String> runs(List<String> lines) {
        List<String> runs = new ArrayList<>();
        for (String line : lines) {
            if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(line)) {
                runs.add(line);
            }
        }
        return runs;
    }

    @Test
    void ignoresAnEpochThatAStopInterrupted() throws IOException, InterruptedException {
        // Prints one line at first, and two lines after each stop. The first of the two would raise the median to
        // 5,000.
        String interrupted = "trap 'left=2' CONT; left=1; while :; do case $left in "
                + "2) echo '9,000 examples/s'; left=1;; 1) echo '1,000 examples/s'; left=0;; esac; done";

        Result result = run("turns", "0.3", "0.3", "1", interrupted, training("b", "1,000"));

        assertThat(result.printed()).contains("round 1/1  first 1,000 examples/s  second 1,000 examples/s  ratio 1.00");
    }

    @Test
    void reportsTheLastLinesOfATrainingThatEndsTooEarly() throws IOException, InterruptedException {
        Result result = run("turns", "5", "5", "3", "echo '7 examples/s'; echo reason; exit 4", training("b", "1"));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.printed())
                .startsWith("error: Cannot finish all rounds: echo '7 examples/s'")
                .contains("(ended with code 4); train for more epochs")
                .endsWith("reason");
    }

    @Test
    void aTurnWithoutACompleteEpochIsAnError() throws IOException, InterruptedException {
        Result result = run("turns", "0", "0.1", "1", "echo '7 examples/s'; while :; do :; done", training("b", "1"));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.printed()).contains("(no complete epoch in 0.1 s); give longer turns");
    }

    @Test
    void wrongArgumentsAreNamed() throws IOException, InterruptedException {
        assertThat(run("turns", "x", "1", "1", "a", "b").printed())
                .isEqualTo("error: Invalid WARM-UP: x; give a number such as 10");
        assertThat(run("turns", "1", "1", "0", "a", "b").printed())
                .isEqualTo("error: Invalid ROUNDS: 0; give a whole number from 1");
        assertThat(run("libtorch", "784-10", "0", "1", "1").printed())
                .isEqualTo("error: Invalid BATCH: 0; give a whole number from 1");
        assertThat(run("mllib", "10-784", "1", "1").printed())
                .isEqualTo("error: Invalid LAYERS: 10-784; give sizes of layers such as 784-128-10");
        assertThat(run("mllib", "784-10", "1", "1", folder.resolve("missing").toString()))
                .isEqualTo(new Result(
                        2,
                        "error: Cannot find folder: " + folder.resolve("missing")
                                + "; give the folder with the four files of MNIST"));
        assertThat(run("nonsense").printed()).contains("peers turns WARM-UP SECONDS ROUNDS");
    }
}

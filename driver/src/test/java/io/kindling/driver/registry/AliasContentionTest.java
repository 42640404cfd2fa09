package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes promote, roll back and read one alias concurrently, and some are killed. Afterwards the history must
 * explain every answer: no promotion is lost, no reader saw an entry outside the history, and the history holds no
 * entry without a promotion. {@code -Dcontention.operations=N} sets the total number of operations.
 */
final class AliasContentionTest {
    private static final int PROCESSES = 4;
    private static final int OPERATIONS = Integer.getInteger("contention.operations", 4_000);

    @TempDir
    private Path local;

    /** The output of a process. */
    private record Log(String name, List<String[]> lines) {
        Set<String> ids(String word) {
            return lines.stream()
                    .filter(line -> line[0].equals(word))
                    .map(line -> line[1])
                    .collect(Collectors.toSet());
        }
    }

    private interface Run {
        List<Log> end(List<Process> processes) throws Exception;
    }

    @Test
    void everyPromotionIsInTheHistory() throws Exception {
        RegisteredModel model = model(local.resolve("models").toString());
        List<Log> logs = run(local.resolve("models").toString(), OPERATIONS, this::allEnd);
        check(logs, Set.of(), model.alias(Alias.CHAMPION));
        assertThat(logs.stream().mapToInt(AliasContentionTest::operations).sum())
                .isEqualTo(OPERATIONS / PROCESSES * PROCESSES);
    }

    @Test
    void historyIsConsistentAfterProcessesAreKilled() throws Exception {
        RegisteredModel model = model(local.resolve("models").toString());
        List<Log> logs = run(local.resolve("models").toString(), OPERATIONS / 4, this::halfAreKilled);
        check(logs, Set.of("p0", "p1"), model.alias(Alias.CHAMPION));
    }

    @Test
    void everyPromotionIsInTheHistoryOnHdfs() throws Exception {
        Configuration hadoop = new Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, local.resolve("dfs").toString());
        try (MiniDFSCluster hdfs =
                new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build()) {
            hdfs.waitActive();
            String registry = hdfs.getURI() + "/models";
            RegisteredModel model = model(registry);
            List<Log> logs = run(registry, OPERATIONS / 25, this::allEnd);
            check(logs, Set.of(), model.alias(Alias.CHAMPION));
        }
    }

    private static RegisteredModel model(String registry) {
        RegisteredModel model = RegisteredModel.of(registry, AliasProcess.MODEL, new Configuration());
        for (int i = 1; i <= AliasProcess.VERSIONS; i++) {
            ModelVersion version =
                    new ModelVersion(AliasProcess.MODEL, 0, "run" + i, "2026-11-21T00:00:00Z", 0, "sha", Map.of());
            model.add(version, to -> List.of(to.write("payload", out -> out.write(new byte[10]))));
        }
        return model;
    }

    private List<Log> run(String registry, int operations, Run run) throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(AliasProcess.command(registry, "p" + i, operations / PROCESSES)
                    .redirectError(local.resolve("err" + i).toFile())
                    .start());
        }
        try {
            for (Process process : processes) {
                process.getOutputStream().close();
            }
            return run.end(processes);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private List<Log> allEnd(List<Process> processes) throws Exception {
        List<Log> logs = read(processes, Map.of());
        for (int i = 0; i < PROCESSES; i++) {
            assertThat(processes.get(i).waitFor())
                    .as(Files.readString(local.resolve("err" + i)))
                    .isZero();
        }
        return logs;
    }

    /** Kills the first two processes: one after a third of its lines, one after two thirds. */
    private List<Log> halfAreKilled(List<Process> processes) throws Exception {
        int lines = OPERATIONS / 4 / PROCESSES;
        List<Log> logs = read(processes, Map.of(0, lines / 3, 1, 2 * lines / 3));
        for (int i = 0; i < PROCESSES; i++) {
            assertThat(processes.get(i).waitFor())
                    .as(Files.readString(local.resolve("err" + i)))
                    .isEqualTo(i < 2 ? 128 + 9 : 0);
        }
        return logs;
    }

    /** Reads the output of the processes, and kills some after a number of lines. */
    private static List<Log> read(List<Process> processes, Map<Integer, Integer> kills) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PROCESSES);
        List<Callable<Log>> readers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            String name = "p" + i;
            Process process = processes.get(i);
            int kill = kills.getOrDefault(i, Integer.MAX_VALUE);
            readers.add(() -> log(name, process, kill));
        }
        List<Log> logs = new ArrayList<>();
        try {
            for (Future<Log> end : threads.invokeAll(readers)) {
                logs.add(end.get());
            }
        } finally {
            threads.shutdown();
        }
        return logs;
    }

    private static Log log(String name, Process process, int kill) throws IOException {
        List<String[]> lines = new ArrayList<>();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line.split(" "));
                if (lines.size() == kill) {
                    // Through its handle, which keeps its output readable.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        return new Log(name, lines);
    }

    /** A promotion counts as a read and a change. */
    private static int operations(Log log) {
        List<String> words = log.lines().stream().map(line -> line[0]).toList();
        return Collections.frequency(words, "READ")
                + Collections.frequency(words, "TRY")
                - log.ids("PROMOTE").size();
    }

    private static void check(List<Log> logs, Set<String> killed, Alias alias) {
        List<AliasEntry> history = alias.history();
        SoftAssertions softly = new SoftAssertions();
        Map<String, AliasEntry> byId = history.stream().collect(Collectors.toMap(AliasEntry::by, Function.identity()));
        Map<Integer, AliasEntry> byNumber = new HashMap<>();
        history.forEach(entry -> byNumber.put(entry.number(), entry));
        Set<String> tried = new HashSet<>();
        Set<String> done = new HashSet<>();
        Set<String> unanswered = new HashSet<>();
        for (Log log : logs) {
            tried.addAll(log.ids("TRY"));
            done.addAll(log.ids("DONE"));
            if (killed.contains(log.name())) {
                Set<String> open = log.ids("TRY");
                open.removeAll(log.ids("DONE"));
                open.removeAll(log.ids("REFUSED"));
                open.removeAll(log.ids("FIRST"));
                unanswered.addAll(open);
            }
        }
        softly.assertThat(done.stream().filter(id -> !byId.containsKey(id)))
                .as("lost: reported done, not in the history")
                .isEmpty();
        softly.assertThat(byId.keySet().stream().filter(id -> !done.contains(id) && !unanswered.contains(id)))
                .as("unexplained: in the history, not reported done")
                .isEmpty();
        Set<String> read = logs.stream()
                .flatMap(log -> log.lines().stream())
                .filter(line -> line[0].equals("READ") && !line[1].equals("0"))
                .map(line -> line[1] + " " + line[2])
                .collect(Collectors.toSet());
        Set<String> there =
                history.stream().map(entry -> entry.number() + " " + entry.by()).collect(Collectors.toSet());
        softly.assertThat(read.stream().filter(seen -> !there.contains(seen)))
                .as("phantoms: %d entries were seen in force, these are not in the history", read.size())
                .isEmpty();
        softly.assertThat(history.stream()
                        .filter(entry -> entry.before() != 0 && !byNumber.containsKey(entry.before()))
                        .map(AliasEntry::number))
                .as("of %d entries, these name an entry before them that is not there", history.size())
                .isEmpty();
        checkChain(history, logs, softly);
        logs.forEach(log -> checkOrder(log, byId, history, softly));
        softly.assertThat(tried).hasSizeGreaterThan(PROCESSES);
        softly.assertThat(done).hasSizeGreaterThan(PROCESSES);
        softly.assertAll();
    }

    /** Each change must follow the entry that was current: the entry with the previous number. */
    private static void checkChain(List<AliasEntry> history, List<Log> logs, SoftAssertions softly) {
        Set<String> promotions =
                logs.stream().flatMap(log -> log.ids("PROMOTE").stream()).collect(Collectors.toSet());
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            AliasEntry entry = history.get(i);
            int inForce = i == 0 ? 0 : history.get(i - 1).number();
            int before = entry.before();
            if (entry.number() != i + 1 || (promotions.contains(entry.by()) && before != inForce)) {
                wrong.add(entry.number());
            }
            if (!promotions.contains(entry.by()) && !rolledBack(entry, history, i)) {
                wrong.add(entry.number());
            }
        }
        softly.assertThat(wrong)
                .as("entries that do not follow what was in force")
                .isEmpty();
    }

    private static boolean rolledBack(AliasEntry entry, List<AliasEntry> history, int at) {
        if (at == 0) {
            return false;
        }
        int target = history.get(at - 1).before();
        return target > 0
                && target <= at
                && entry.version() == history.get(target - 1).version()
                && entry.before() == history.get(target - 1).before();
    }

    /**
     * A process never reads an older entry after a newer one, and reads its own changes at once. A rollback that found
     * no earlier version must be correct at some moment between its neighbors.
     */
    private static void checkOrder(
            Log log, Map<String, AliasEntry> byId, List<AliasEntry> history, SoftAssertions softly) {
        int last = 0;
        List<Integer> open = new ArrayList<>();
        for (String[] line : log.lines()) {
            int number = last;
            if (line[0].equals("READ")) {
                number = Integer.parseInt(line[1]);
            } else if (line[0].equals("DONE") && byId.containsKey(line[1])) {
                number = byId.get(line[1]).number();
            } else if (line[0].equals("FIRST")) {
                open.add(last);
            }
            if (number < last) {
                softly.fail("%s saw %d after %d", log.name(), number, last);
            }
            if (number > last || line[0].equals("READ")) {
                int until = number;
                for (int since : open) {
                    softly.assertThat(since == 0
                                    || history.stream()
                                            .anyMatch(entry -> entry.number() >= since
                                                    && entry.number() <= until
                                                    && entry.before() == 0))
                            .as("%s: a rollback between %d and %d found nothing earlier", log.name(), since, until)
                            .isTrue();
                }
                open.clear();
            }
            last = number;
        }
    }
}

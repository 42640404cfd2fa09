package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers killed with SIGKILL at 25 moments of one training and restarted each time give the same bits as an
 * undisturbed training, on a local disk and on an HDFS that loses one of its two DataNodes halfway. {@code -Dkills=5}
 * selects that many of the moments, evenly spaced and including the last.
 */
@Tag("slow")
final class KilledDriversOnClustersIT {
    private static final int KILLS = Integer.getInteger("kills", 25);
    private static final int CHECKPOINT_BYTES = 45_000;
    private static final int KILLED = 137;
    private static final int ITERATIONS = 12 * Digits.BATCHES;
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void sameBitsOnLocalDiskAndHdfs() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        Configuration hadoop = new Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
        try (MiniDFSCluster dfs =
                new MiniDFSCluster.Builder(hadoop).numDataNodes(2).build()) {
            dfs.waitActive();
            String hdfs = dfs.getFileSystem().getUri().toString();
            List<Callable<String>> trainings = List.of(
                    () -> trainings("local", "", folder.resolve("run").toString(), 1, () -> {}),
                    () -> trainings("hdfs", hdfs, "/somewhere/run", 2, () -> dfs.stopDataNode(0)));
            String expected = end(run("whole", "", folder.resolve("whole").toString(), Moment.NEVER));
            for (Future<String> end : two.invokeAll(trainings)) {
                assertThat(end.get()).isEqualTo(expected);
            }
            assertThat(dfs.getFileSystem().exists(new org.apache.hadoop.fs.Path("/somewhere/run/manifest.json")))
                    .isTrue();
        } finally {
            two.shutdownNow();
        }
    }

    /**
     * Kills the process at each moment, then trains to the end. Returns the last printed line.
     *
     * @param halfway run after half of the kills
     */
    private String trainings(String name, String inner, String path, long seed, Runnable halfway) {
        List<Moment> moments = Moment.over(seed, CHECKPOINT_BYTES);
        assertThat(moments).hasSizeGreaterThanOrEqualTo(KILLS);
        for (int kill = 0; kill < KILLS; kill++) {
            Moment moment = moments.get((kill + 1) * moments.size() / KILLS - 1);
            List<String> lines = run(name, inner, path, moment);
            assertThat(lines)
                    .as("%s, %s: %s", name, moment, errors(name))
                    .last()
                    .isEqualTo(FaultyFileSystem.HERE);
            if (kill == KILLS / 2) {
                halfway.run();
            }
        }
        return end(run(name, inner, path, Moment.NEVER));
    }

    private static String end(List<String> lines) {
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        assertThat(last).startsWith(TrainingProcess.DONE).endsWith(" " + ITERATIONS);
        return last;
    }

    /** Runs one process until it ends or reports its moment and is killed. Returns its output. */
    private List<String> run(String name, String inner, String path, Moment moment) {
        Process process = TrainingProcess.start(inner, path, moment, folder.resolve(name + ".log"));
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.equals(FaultyFileSystem.HERE)) {
                lines.add(line);
                line = out.readLine();
            }
            if (line != null) {
                lines.add(line);
                process.destroyForcibly();
            }
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as("%s, %s: %s", name, moment, errors(name))
                    .isEqualTo(lines.contains(FaultyFileSystem.HERE) ? KILLED : 0);
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private String errors(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.kindling.driver.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.registry.Alias;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.registry.RegisteredModel;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.RecordedRun;
import io.kindling.driver.run.RunReport;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.run.SavedRun;
import io.kindling.driver.run.StopRequest;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.workflow.TrainAndPromote;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.KindlingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An owner that is suspended before it changes a file, loses the lock, and continues after another process has finished
 * the run: it changes no file of that process, and no reader sees its writes. Suspends before every thirteenth change
 * by default, before each change with {@code -Dlate.every=1}.
 */
final class LostLockIT {
    private static final int EVERY = Integer.getInteger("late.every", 13);
    private static final String EXPERIMENT = """
            data:
              source: {synthetic: {examples: 24, features: 3, classes: 2}}
              validationFraction: 0.3
            network: {layers: [linear: 2]}
            loss: crossEntropy
            optimizer: {adam: 0.02}
            tracking: {tensorBoard: true}
            training: {epochs: 2, batchSize: 16, shards: 1, checkpoint: {every: 1 iterations, keep: 1}}
            """;

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Configuration hadoop;

    @BeforeAll
    static void start() {
        spark = TestSpark.jobPerIteration(2);
        hadoop = spark.sparkContext().hadoopConfiguration();
        PausedFileSystem.install(hadoop);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Starts the same run twice in one folder. */
    private interface Training {
        RunSummary start(Folder in, PrintStream progress);
    }

    private static ExperimentConfig config(String... assignments) {
        return RecordReader.read(
                Overrides.apply(ConfigText.parse(EXPERIMENT, "test"), List.of(assignments), ExperimentConfig.class),
                ExperimentConfig.class,
                "test");
    }

    private static RunSummary train(Folder run, PrintStream progress, String... assignments) {
        return new Experiment(spark, config(assignments)).train(run, System.nanoTime(), progress);
    }

    private static PrintStream into(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Returns the bytes of all files except the lock files. */
    private static Map<String, String> files(Path of) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(of)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = of.relativize(file).toString();
                if (!("/" + name).contains("/lock/")) {
                    files.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Removes the lock, as the error message suggests to a user who knows that the owner is dead. */
    private static void removeLocks(Path in) throws IOException {
        try (Stream<Path> all = Files.walk(in)) {
            for (Path file : all.filter(path -> path.toString().matches(".*/lock/[0-9]{12}\\.json"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path in, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(in)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Suspends a first start before its changes in turn. Returns the maximum number of its changes. */
    private static int suspendBeforeChanges(String name, Path begun, Training training, Runnable readers)
            throws Exception {
        List<String> broken = new ArrayList<>();
        int change = 1 - EVERY;
        boolean suspended = true;
        while (suspended) {
            change += EVERY;
            Path in = folder.resolve(name);
            if (Files.exists(begun)) {
                copy(begun, in);
            } else {
                Files.createDirectories(in);
            }
            suspended = suspendBefore(change, in, training, readers, broken);
            PausedFileSystem.of(hadoop).delete(new org.apache.hadoop.fs.Path(in.toString()), true);
        }
        assertThat(broken).isEmpty();
        return change - 1;
    }

    private static boolean suspendBefore(int change, Path in, Training training, Runnable readers, List<String> broken)
            throws Exception {
        Folder run = Folder.of(PausedFileSystem.location(in), hadoop);
        PausedFileSystem storage = PausedFileSystem.of(hadoop);
        ThreadGroup threads = new ThreadGroup("late");
        storage.pause(threads, change);
        CountDownLatch reached = storage.reached();
        CompletableFuture<RunSummary> late = new CompletableFuture<>();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Thread first = new Thread(threads, () -> {
            try {
                late.complete(training.start(run, into(said)));
            } catch (RuntimeException | Error e) {
                late.completeExceptionally(e);
            } finally {
                reached.countDown();
            }
        });
        first.start();
        assertThat(reached.await(2, TimeUnit.MINUTES)).isTrue();
        if (late.isDone()) {
            late.get();
            return false;
        }
        removeLocks(in);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        training.start(run, into(printed));
        Map<String, String> expected = files(in);
        storage.resume();
        Throwable error = late.handle((summary, failure) -> failure).get(2, TimeUnit.MINUTES);
        if (error != null && !(error instanceof KindlingException)) {
            throw new AssertionError("change " + change, error);
        }
        boolean taken = !printed.toString(StandardCharsets.UTF_8).contains("already done");
        Map<String, String> found = files(in);
        if (taken && !found.equals(expected)) {
            List<String> changed = new ArrayList<>();
            expected.forEach((file, bytes) -> {
                if (!bytes.equals(found.get(file))) {
                    changed.add((found.containsKey(file) ? "replaced " : "removed ") + file);
                }
            });
            found.keySet().stream()
                    .filter(file -> !expected.containsKey(file))
                    .forEach(file -> changed.add("late " + file));
            broken.add("change " + change + ": " + changed);
        }
        try {
            readers.run();
        } catch (KindlingException e) {
            broken.add("change " + change + ": " + e.getMessage());
        }
        return true;
    }

    private static void readRun(Path in, String... assignments) {
        Folder run = Folder.of(in.toString(), hadoop);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        RunSummary summary =
                Experiment.finished(run, config(assignments), into(printed)).orElseThrow();
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("warning");
        assertThat(SavedRun.read(run).model().state()).isNotNull();
        assertThat(RunSummary.read(run)).isEqualTo(summary);
        assertThat(RunReport.bytes(List.of(RecordedRun.read(run)))).isNotEmpty();
    }

    @Test
    void aNewRun() throws Exception {
        int changes = suspendBeforeChanges(
                "begins", folder.resolve("nothing"), LostLockIT::train, () -> readRun(folder.resolve("begins")));
        assertThat(changes).isGreaterThan(100);
    }

    /** Its files replace those of the finished run. */
    @Test
    void aFinishedRunWithMoreEpochs() throws Exception {
        String more = "training.epochs=3";
        train(Folder.of(folder.resolve("finished").toString(), hadoop), into(new ByteArrayOutputStream()));
        int changes = suspendBeforeChanges(
                "longer",
                folder.resolve("finished"),
                (run, progress) -> train(run, progress, more),
                () -> readRun(folder.resolve("longer"), more));
        assertThat(changes).isGreaterThan(100);
    }

    /** Registered and promoted, with the lock of the model around the lock of the run. */
    @Test
    void aScheduledTraining() throws Exception {
        Path models = folder.resolve("models");
        String registry = "registry={model: small, folder: \"" + PausedFileSystem.location(models) + "\"}";
        Training training = (in, progress) -> {
            Folder run = in.folder("small").folder("runs").folder("night");
            return new TrainAndPromote(spark, config(registry), progress, journal -> {})
                    .run(run, System.nanoTime(), new StopRequest())
                    .summary();
        };
        int changes = suspendBeforeChanges("models", folder.resolve("nothing"), training, () -> {
            readRun(models.resolve("small/runs/night"), registry);
            RegisteredModel model = RegisteredModel.of(models.toString(), "small", hadoop);
            assertThat(model.alias(Alias.CHAMPION).history()).hasSize(1);
            Folder champion = ModelReference.folder("small@champion", models.toString(), hadoop);
            assertThat(SavedRun.read(champion).config()).isNotEmpty();
        });
        assertThat(changes).isGreaterThan(150);
    }
}

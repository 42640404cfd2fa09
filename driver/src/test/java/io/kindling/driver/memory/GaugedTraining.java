package io.kindling.driver.memory;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.run.RunSummary;
import io.kindling.driver.session.SparkSettings;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;

/**
 * Trains in a separate process with a given heap size, and prints a {@link Gauge} after each epoch or after a number of
 * jobs. Each iteration is one job.
 */
public final class GaugedTraining {
    /** Prefix of the last line, followed by the digest of the parameters. */
    static final String DONE = "DONE ";

    private GaugedTraining() {}

    /** Trains in a separate process and returns its output. Logs are written to a file. */
    static List<String> run(List<String> jvm, Path log, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("@" + Path.of("src/main/spark/conf/java-options").toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GaugedTraining.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join("\n", lines) + "\n" + Files.readString(log));
        }
        return lines;
    }

    /**
     * Trains in this process. Arguments: configuration file, run folder, master, local folder of Spark, jobs between
     * two gauges (0 for one gauge per epoch), and Spark settings {@code key=value}.
     */
    public static void main(String[] arguments) throws IOException {
        long began = System.nanoTime();
        Path local = Path.of(arguments[3]);
        int jobs = Integer.parseInt(arguments[4]);
        SparkConf conf = new SparkConf()
                .setMaster(arguments[2])
                .setAppName("gauged")
                .set("spark.local.dir", local.toString())
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        for (int i = 5; i < arguments.length; i++) {
            String[] setting = arguments[i].split("=", 2);
            conf.set(setting[0], setting[1]);
        }
        ExperimentConfig config = RecordReader.read(
                ConfigText.parse(Files.readString(Path.of(arguments[0])), arguments[0]),
                ExperimentConfig.class,
                arguments[0]);
        Consumer<String> gauge = when ->
                System.out.println(Gauge.read(when, local, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                        .text());
        try (SparkSession spark = SparkSession.builder()
                .config(SparkSettings.applyTo(conf.set("spark.kryo.registrationRequired", "true")))
                .getOrCreate()) {
            spark.sparkContext().addSparkListener(new Jobs(jobs, gauge));
            Folder run = Folder.of(arguments[1], spark.sparkContext().hadoopConfiguration());
            RunSummary summary = new Experiment(spark, config)
                    .train(
                            run,
                            began,
                            new PrintStream(new Epochs(jobs == 0 ? gauge : when -> {}), true, StandardCharsets.UTF_8));
            System.out.println(DONE + summary.digests().parametersSha256());
        }
    }

    /** Measures after every {@code between} jobs. */
    private static final class Jobs extends SparkListener {
        private final int between;
        private final Consumer<String> gauge;
        private int jobs;

        Jobs(int between, Consumer<String> gauge) {
            this.between = between;
            this.gauge = gauge;
        }

        @Override
        public void onJobStart(SparkListenerJobStart start) {
            jobs++;
            if (between > 0 && jobs % between == 0) {
                gauge.accept("job" + jobs);
            }
        }
    }

    /** Forwards the output and measures at the end of each epoch. */
    private static final class Epochs extends OutputStream {
        private final Consumer<String> gauge;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Epochs(Consumer<String> gauge) {
            this.gauge = gauge;
        }

        @Override
        public void write(int value) {
            if (value != '\n') {
                line.write(value);
                return;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            System.out.println(text);
            if (text.startsWith("epoch ") && !text.contains(" iteration ")) {
                gauge.accept("epoch");
            }
        }
    }
}

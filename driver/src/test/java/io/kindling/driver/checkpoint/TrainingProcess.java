package io.kindling.driver.checkpoint;

import io.kindling.driver.TestSpark;
import io.kindling.driver.checkpoint.FaultyFileSystem.Fault;
import io.kindling.driver.run.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;
import scala.jdk.javaapi.CollectionConverters;

/** A training in a separate process that prints a line at its moment and waits to be killed. */
public final class TrainingProcess {
    /** Prefix of the last line of a completed process. */
    static final String DONE = "DONE ";

    private TrainingProcess() {}

    /**
     * Starts a process.
     *
     * @param inner file system of the run folder; empty for the local disk
     * @param path path of the run folder in this file system
     */
    static Process start(String inner, String path, Moment moment, Path errors) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "@" + Path.of("src/main/spark/conf/java-options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainingProcess.class.getName()));
        command.addAll(List.of(inner, path, moment.text()));
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains in this process. Arguments: file system, path and moment. */
    public static void main(String[] arguments) throws IOException {
        Moment moment = Moment.parse(arguments[2]);
        try (SparkSession spark = TestSpark.jobPerIteration(1)) {
            Configuration hadoop = spark.sparkContext().hadoopConfiguration();
            boolean writes = moment.kind() == Moment.Kind.WRITE;
            FaultyFileSystem.install(hadoop, Fault.HANGS, moment.where(), moment.number(), writes ? 1 : 0);
            hadoop.set(FaultyFileSystem.INNER, arguments[0]);
            spark.sparkContext().addSparkListener(new Stages(moment));
            RunSummary summary = new Digits(spark, FaultyFileSystem.SCHEME + "://" + arguments[1])
                    .with("training.epochs=12", "training.earlyStopping.patience=12")
                    .run();
            System.out.println(DONE + summary.digests().parametersSha256() + " "
                    + summary.progress().iterations());
        }
    }

    /**
     * Identifies stages by their RDDs. Stages of iterations read cached chunks; the only other stages between them are
     * validations.
     */
    private static final class Stages extends SparkListener {
        private final Moment moment;
        private final Map<Moment.Kind, Integer> counts = new EnumMap<>(Moment.Kind.class);
        private boolean looping;

        Stages(Moment moment) {
            this.moment = moment;
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
            Moment.Kind kind =
                    kind(CollectionConverters.asJava(submitted.stageInfo().rddInfos()));
            if (kind == moment.kind() && counts.merge(kind, 1, Integer::sum) == moment.number()) {
                FaultyFileSystem.hang();
            }
        }

        private Moment.Kind kind(List<RDDInfo> over) {
            if (over.stream().anyMatch(rdd -> rdd.name().equals("ChunkCacheRDD"))) {
                looping = true;
                return Moment.Kind.GRADIENT;
            }
            return looping ? Moment.Kind.VALIDATION : Moment.Kind.PREPARATION;
        }
    }
}

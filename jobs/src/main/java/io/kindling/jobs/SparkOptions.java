package io.kindling.jobs;

import io.kindling.driver.session.SparkSettings;
import io.kindling.driver.tracking.MetricsPlugin;
import io.kindling.jobs.console.Console;
import io.kindling.trainer.error.ConfigurationException;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --master}, for every command that runs on Spark. */
public final class SparkOptions {
    private static final String MASTER = "spark.master";

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark master; default: the master of spark-submit, otherwise local[*].")
    private String master;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * The Spark configuration. The master is {@code --master}, otherwise the master already set, otherwise all cores of
     * this machine.
     */
    public SparkConf conf(String applicationName) {
        SparkConf conf = new SparkConf().setIfMissing("spark.app.name", applicationName);
        return master == null ? conf.setIfMissing(MASTER, "local[*]") : conf.set(MASTER, master);
    }

    /** Runs a job with a session, then stops the session. */
    <T> T with(String applicationName, Function<SparkSession, T> job) {
        SparkSession spark = session(applicationName);
        try {
            Console.learn(spec, known -> known.with(spark));
            return job.apply(spark);
        } finally {
            spark.stop();
        }
    }

    /** Creates a session with Kindling's settings. The Spark UI of a local master is off by default. */
    private SparkSession session(String applicationName) {
        SparkConf conf = SparkSettings.applyTo(conf(applicationName));
        if (conf.get(MASTER).startsWith("local")) {
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        conf.setIfMissing("spark.plugins", MetricsPlugin.class.getName());
        try {
            return SparkSession.builder().config(conf).getOrCreate();
        } catch (Exception e) {
            // Scala code can throw undeclared checked exceptions, such as SparkException.
            throw refused(conf.get(MASTER), e);
        }
    }

    /** Spark failed to start because of a setting: its master, its memory, or a missing class. */
    private static ConfigurationException refused(String master, Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String why =
                String.valueOf(root.getMessage()).strip().lines().findFirst().orElse("");
        boolean memory = why.contains("DRIVER_MEMORY") || why.contains("System memory");
        String cure = memory
                ? "give the JVM more memory, with the launcher KINDLING_OPTS=-Xmx2g"
                : "check --master (local[4], yarn, spark://host:7077, k8s://...) and the settings of Spark";
        return new ConfigurationException("Cannot start Spark with master " + master + ": " + why + "; " + cure, e);
    }
}

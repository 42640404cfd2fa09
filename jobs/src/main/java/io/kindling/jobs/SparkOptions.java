package io.kindling.jobs;

import io.kindling.driver.SparkSettings;
import io.kindling.driver.tracking.MetricsPlugin;
import io.kindling.jobs.console.Console;
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
            description = "Spark master; by default the one that spark-submit sets, else local[*].")
    private String master;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** What Spark is started with: the master asked for, else the one already set, else all cores of this machine. */
    public SparkConf conf(String applicationName) {
        SparkConf conf = new SparkConf().setIfMissing("spark.app.name", applicationName);
        return master == null ? conf.setIfMissing(MASTER, "local[*]") : conf.set(MASTER, master);
    }

    /** Runs with a session, and stops it. */
    <T> T with(String applicationName, Function<SparkSession, T> job) {
        SparkSession spark = session(applicationName);
        try {
            Console.learn(spec, known -> known.with(spark));
            return job.apply(spark);
        } finally {
            spark.stop();
        }
    }

    /** A session with Kindling's settings; without a user's word for it, local Spark comes without its web page. */
    private SparkSession session(String applicationName) {
        SparkConf conf = SparkSettings.applyTo(conf(applicationName));
        if (conf.get(MASTER).startsWith("local")) {
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        conf.setIfMissing("spark.plugins", MetricsPlugin.class.getName());
        return SparkSession.builder().config(conf).getOrCreate();
    }
}

package io.kindling.driver.session;

import io.kindling.trainer.error.ConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Spark settings of an application that trains. Settings of the user have precedence. Kindling's registrator is added
 * to registrators of the user.
 */
public final class SparkSettings {
    private static final String SERIALIZER = "spark.serializer";
    private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
    private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";
    private static final String REGISTRATOR = "spark.kryo.registrator";
    private static final String REGISTRATION_REQUIRED = "spark.kryo.registrationRequired";
    private static final String KINDLING = KindlingRegistrator.class.getName();
    private static final String SECRET_NAMES =
            "(?i)secret|passw(or)?d|passphrase|passcode|pwd|token|credential|connection[._-]?string"
                    + "|(access|account|api|auth|encryption|customer|private|shared|signing|storage)[._-]?key"
                    + "|(^|[^a-z])(auth|oauth2?|sas|sig|signature)($|[^a-z])";

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry(SERIALIZER, KRYO),
            // The default of 64 MiB is the gradient of 16 million parameters. The buffer grows only when needed.
            Map.entry("spark.kryoserializer.buffer.max", "1g"),
            // Gradients return in the task's status message. Above the default of 1 MiB they would need a second fetch.
            Map.entry("spark.task.maxDirectResultSize", "100m"),
            // Parameters do not compress, and a checksum in each iteration costs time without benefit.
            Map.entry("spark.broadcast.compress", "false"),
            Map.entry("spark.broadcast.checksum", "false"),
            // Training runs one job per iteration; limit the history of jobs.
            Map.entry("spark.ui.retainedJobs", "100"),
            Map.entry("spark.ui.retainedStages", "100"),
            Map.entry("spark.ui.retainedTasks", "1000"),
            Map.entry("spark.sql.ui.retainedExecutions", "20"),
            // The default is the time zone of the machine, so timestamps would differ between machines.
            Map.entry("spark.sql.session.timeZone", "UTC"),
            Map.entry("spark.sql.debug.maxToStringFields", "10000"),
            // Above this many paths Spark lists files in a job, which sends unregistered Hadoop classes through Kryo:
            // reading more than 32 CSV files would fail. The driver lists the files instead.
            Map.entry("spark.sql.sources.parallelPartitionDiscovery.threshold", Integer.toString(Integer.MAX_VALUE)),
            Map.entry("spark.ui.showConsoleProgress", "false"),
            // Spark's UI and event log show settings, command line, options and plans.
            Map.entry("spark.redaction.regex", SECRET_NAMES),
            Map.entry(
                    "spark.sql.redaction.options.regex", "(?i)url|uri|query|dbtable|user|" + SECRET_NAMES.substring(4)),
            Map.entry("spark.redaction.string.regex", "(?<=://)[^/@\\s]*:[^@\\s]*(?=@)|(?<=[?&;])[\\w.-]+=[^&;\\s]+"));

    private SparkSettings() {}

    /** Adds the settings that are not set, and Kindling's registrator. */
    public static SparkConf applyTo(SparkConf conf) {
        // Registration is not required, because Spark and table formats send their own classes, such as inferred types.
        conf.set(REGISTRATOR, withKindling(conf.get(REGISTRATOR, "").strip()));
        SETTINGS.forEach(conf::setIfMissing);
        return conf;
    }

    private static String withKindling(String registrators) {
        if (registrators.isEmpty()) {
            return KINDLING;
        }
        return names(registrators).contains(KINDLING) ? registrators : registrators + "," + KINDLING;
    }

    private static List<String> names(String registrators) {
        return Arrays.stream(registrators.split(",")).map(String::strip).toList();
    }

    /**
     * Checks that the session can serialize Kindling's classes. Another application may have started the session.
     *
     * @throws ConfigurationException if Kryo requires registration and Kindling's classes are not registered, so every
     *     job would fail
     */
    public static void requireRegistered(SparkConf conf) {
        boolean strict = conf.get(SERIALIZER, JAVA).equals(KRYO)
                && conf.getBoolean(REGISTRATION_REQUIRED, false)
                && !names(conf.get(REGISTRATOR, "")).contains(KINDLING);
        if (strict) {
            throw new ConfigurationException("Cannot use this Spark session: " + REGISTRATION_REQUIRED
                    + "=true, but Kindling's classes are not registered; start the session with " + REGISTRATOR + "="
                    + withKindling(conf.get(REGISTRATOR, "").strip()) + ", or with " + REGISTRATION_REQUIRED
                    + "=false");
        }
    }
}

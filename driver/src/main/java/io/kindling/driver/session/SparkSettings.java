package io.kindling.driver.session;

import io.kindling.trainer.error.ConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/** The Spark settings of an application that trains. A setting of the user wins; a registrator of the user is kept, and Kindling's is added to it. */
public final class SparkSettings {
    private static final String SERIALIZER = "spark.serializer";
    private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
    private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";
    private static final String REGISTRATOR = "spark.kryo.registrator";
    private static final String REGISTRATION_REQUIRED = "spark.kryo.registrationRequired";
    private static final String OURS = KindlingRegistrator.class.getName();
    private static final String SECRET_NAMES =
            "(?i)secret|passw(or)?d|passphrase|passcode|pwd|token|credential|connection[._-]?string"
                    + "|(access|account|api|auth|encryption|customer|private|shared|signing|storage)[._-]?key"
                    + "|(^|[^a-z])(auth|oauth2?|sas|sig|signature)($|[^a-z])";

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry(SERIALIZER, KRYO),
            // The default of 64 MiB is the gradient of 16 million parameters. The buffer grows only as far as needed.
            Map.entry("spark.kryoserializer.buffer.max", "1g"),
            // Gradients come back with the task's own message; above the default of 1 MiB they would take a second
            // fetch.
            Map.entry("spark.task.maxDirectResultSize", "100m"),
            // Parameters do not compress, and a checksum of them each iteration costs more than it tells.
            Map.entry("spark.broadcast.compress", "false"),
            Map.entry("spark.broadcast.checksum", "false"),
            // A training runs as many jobs as it has iterations; their history must not grow with them.
            Map.entry("spark.ui.retainedJobs", "100"),
            Map.entry("spark.ui.retainedStages", "100"),
            Map.entry("spark.ui.retainedTasks", "1000"),
            Map.entry("spark.sql.ui.retainedExecutions", "20"),
            // Otherwise that of the machine: the same files would be read and written with other times elsewhere.
            Map.entry("spark.sql.session.timeZone", "UTC"),
            Map.entry("spark.sql.debug.maxToStringFields", "10000"),
            // Above this many paths Spark lists files in a job, which sends Hadoop's classes through Kryo unregistered:
            // the text of more than 32 CSV files could not be opened. The driver lists them instead.
            Map.entry("spark.sql.sources.parallelPartitionDiscovery.threshold", Integer.toString(Integer.MAX_VALUE)),
            Map.entry("spark.ui.showConsoleProgress", "false"),
            // Spark's page and event log show settings, command line, options and plans.
            Map.entry("spark.redaction.regex", SECRET_NAMES),
            Map.entry(
                    "spark.sql.redaction.options.regex", "(?i)url|uri|query|dbtable|user|" + SECRET_NAMES.substring(4)),
            Map.entry("spark.redaction.string.regex", "(?<=://)[^/@\\s]*:[^@\\s]*(?=@)|(?<=[?&;])[\\w.-]+=[^&;\\s]+"));

    private SparkSettings() {}

    /** Sets what is not set yet, and adds Kindling's registrator to those that are set. */
    public static SparkConf applyTo(SparkConf conf) {
        // Registration is not required: Spark and table formats send classes of their own, such as inferred types.
        conf.set(REGISTRATOR, withOurs(conf.get(REGISTRATOR, "").strip()));
        SETTINGS.forEach(conf::setIfMissing);
        return conf;
    }

    private static String withOurs(String registrators) {
        if (registrators.isEmpty()) {
            return OURS;
        }
        return names(registrators).contains(OURS) ? registrators : registrators + "," + OURS;
    }

    private static List<String> names(String registrators) {
        return Arrays.stream(registrators.split(",")).map(String::strip).toList();
    }

    /**
     * Checks settings that depend on one another, in a session that somebody else may have started.
     *
     * @throws ConfigurationException if Kryo accepts only registered classes and Kindling's are not among them: every job would fail
     */
    public static void requireRegistered(SparkConf conf) {
        boolean strict = conf.get(SERIALIZER, JAVA).equals(KRYO)
                && conf.getBoolean(REGISTRATION_REQUIRED, false)
                && !names(conf.get(REGISTRATOR, "")).contains(OURS);
        if (strict) {
            throw new ConfigurationException("Cannot use this Spark session: " + REGISTRATION_REQUIRED
                    + "=true, but Kindling's classes are not registered; start the session with " + REGISTRATOR + "="
                    + withOurs(conf.get(REGISTRATOR, "").strip()) + ", or with " + REGISTRATION_REQUIRED + "=false");
        }
    }
}

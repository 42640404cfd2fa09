package io.kindling.driver;

import io.kindling.driver.wire.KindlingRegistrator;
import java.util.Map;
import org.apache.spark.SparkConf;

/** What a Spark application that trains should be set to; where the user says otherwise, the user counts. */
public final class SparkSettings {
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            // Nothing crosses the wire that we did not register.
            Map.entry("spark.serializer", "org.apache.spark.serializer.KryoSerializer"),
            Map.entry("spark.kryo.registrationRequired", "true"),
            Map.entry("spark.kryo.registrator", KindlingRegistrator.class.getName()),
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
            Map.entry("spark.ui.showConsoleProgress", "false"));

    private SparkSettings() {}

    /** Sets what is not set yet. */
    public static SparkConf applyTo(SparkConf conf) {
        SETTINGS.forEach(conf::setIfMissing);
        return conf;
    }
}

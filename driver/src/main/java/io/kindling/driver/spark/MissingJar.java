package io.kindling.driver.spark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names the missing jar when Spark cannot find a data source, a JDBC driver or a file system, and how to add it. */
public final class MissingJar {
    private static final Pattern DATA_SOURCE = Pattern.compile(
            "(?:DATA_SOURCE_NOT_FOUND\\] )?[Ff]ailed to find the data source: `?([\\w.-]+?)`?\\.(?:\\s|$)");
    private static final Pattern DRIVER = Pattern.compile("No suitable driver");
    private static final Pattern FILE_SYSTEM = Pattern.compile("No FileSystem for scheme \"(\\w+)\"");
    private static final Pattern ADDRESS = Pattern.compile("jdbc:(\\w+):");

    private static final String ADD_ANY = "add its jar with --jars FILE or --packages GROUP:ARTIFACT:VERSION";

    /** Artifacts by a part of the class name, format or JDBC URL. */
    private static final Map<String, String> ARTIFACTS = artifacts();

    private MissingJar() {}

    private static Map<String, String> artifacts() {
        Map<String, String> artifacts = new LinkedHashMap<>();
        artifacts.put("delta", "io.delta:delta-spark_2.13");
        artifacts.put("iceberg", "org.apache.iceberg:iceberg-spark-runtime-4.0_2.13");
        artifacts.put("hudi", "org.apache.hudi:hudi-spark4.0-bundle_2.13");
        artifacts.put("avro", "org.apache.spark:spark-avro_2.13");
        artifacts.put("kafka", "org.apache.spark:spark-sql-kafka-0-10_2.13");
        artifacts.put("mongo", "org.mongodb.spark:mongo-spark-connector_2.13");
        artifacts.put("bigquery", "com.google.cloud.spark:spark-bigquery-with-dependencies_2.13");
        artifacts.put("snowflake", "net.snowflake:snowflake-jdbc");
        artifacts.put("postgresql", "org.postgresql:postgresql");
        artifacts.put("mysql", "com.mysql:mysql-connector-j");
        artifacts.put("mariadb", "org.mariadb.jdbc:mariadb-java-client");
        artifacts.put("sqlserver", "com.microsoft.sqlserver:mssql-jdbc");
        artifacts.put("oracle", "com.oracle.database.jdbc:ojdbc11");
        artifacts.put("db2", "com.ibm.db2:jcc");
        artifacts.put("sqlite", "org.xerial:sqlite-jdbc");
        artifacts.put("h2", "com.h2database:h2");
        artifacts.put("s3a", "org.apache.hadoop:hadoop-aws");
        artifacts.put("abfs", "org.apache.hadoop:hadoop-azure");
        artifacts.put("wasb", "org.apache.hadoop:hadoop-azure");
        artifacts.put("gs", "com.google.cloud.bigdataoss:gcs-connector");
        return artifacts;
    }

    /**
     * Returns what is missing and how to add it, if an exception or one of its causes reports a missing class.
     *
     * @param context format, URL or path of the source or sink; identifies known artifacts
     */
    public static Optional<String> advice(Throwable thrown, String context) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher source = DATA_SOURCE.matcher(message);
            if (source.find()) {
                return Optional.of(ofDataSource(source.group(1)));
            }
            Matcher scheme = FILE_SYSTEM.matcher(message);
            if (scheme.find()) {
                return Optional.of(cure("the file system " + scheme.group(1), scheme.group(1)));
            }
            if (DRIVER.matcher(message).find()) {
                Matcher address = ADDRESS.matcher(context);
                String database = address.find() ? address.group(1) : "";
                return Optional.of(cure("a JDBC driver" + (database.isEmpty() ? "" : " for " + database), database));
            }
            if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
                String missing =
                        message.replace("Class ", "").replace(" not found", "").replace('/', '.');
                return Optional.of(cure("the class " + missing, missing));
            }
        }
        return Optional.empty();
    }

    /** An unknown name may also be misspelled. */
    private static String ofDataSource(String name) {
        return artifact(name).isPresent()
                ? cure("the data source " + name, name)
                : "Spark has no data source " + name + "; check the name, or " + ADD_ANY;
    }

    private static String cure(String what, String name) {
        return what + " is not on the class path; "
                + artifact(name)
                        .map(jar ->
                                "it is in " + jar + ": add it with --packages " + jar + ":VERSION, or with --jars FILE")
                        .orElse(ADD_ANY);
    }

    private static Optional<String> artifact(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ARTIFACTS.entrySet().stream()
                .filter(entry -> lower.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}

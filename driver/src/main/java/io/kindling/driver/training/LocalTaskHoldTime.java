package io.kindling.driver.training;

import io.kindling.trainer.error.ConfigurationException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;

/** How long the tasks of a training hold their cores in local mode, going on from iteration to iteration, before Spark may give them to other jobs. A matter of scheduling alone; no value depends on it. */
public final class LocalTaskHoldTime {
    /** A time as Spark reads it, such as {@code 500ms}; 0 for one job an iteration, as on a cluster. */
    public static final String SETTING = "spark.kindling.localLease";

    /** About what a task of any job takes. */
    public static final String DEFAULT = "1s";

    private LocalTaskHoldTime() {}

    /**
     * The lease in nanoseconds.
     *
     * @throws ConfigurationException if it is no time
     */
    public static long nanos(SparkConf conf) {
        try {
            return TimeUnit.MILLISECONDS.toNanos(conf.getTimeAsMs(SETTING, DEFAULT));
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    "Invalid " + SETTING + ": " + conf.get(SETTING) + " (must be a time such as " + DEFAULT + ", or 0)",
                    e);
        }
    }
}

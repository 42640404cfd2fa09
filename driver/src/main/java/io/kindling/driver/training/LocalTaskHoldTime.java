package io.kindling.driver.training;

import io.kindling.trainer.error.ConfigurationException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time for which the tasks of a training keep their cores between iterations in local mode before Spark may assign the
 * cores to other jobs. It affects only scheduling, not results.
 */
public final class LocalTaskHoldTime {
    /** The setting: a time in Spark's format, such as {@code 500ms}. 0 runs one job per iteration, as on a cluster. */
    public static final String SETTING = "spark.kindling.localTaskHoldTime";

    /** The default, approximately the duration of a task of another job. */
    public static final String DEFAULT = "1s";

    /** Name of the setting before 0.1.0; removed in 0.2.0. */
    private static final String OLD_SETTING = "spark.kindling.localLease";

    private static final Logger LOG = LoggerFactory.getLogger(LocalTaskHoldTime.class);

    private LocalTaskHoldTime() {}

    /**
     * Returns the time in nanoseconds.
     *
     * @throws ConfigurationException if the setting is not a time
     */
    public static long nanos(SparkConf conf) {
        String key = SETTING;
        if (!conf.contains(SETTING) && conf.contains(OLD_SETTING)) {
            LOG.warn("{} is deprecated; set {}", OLD_SETTING, SETTING);
            key = OLD_SETTING;
        }
        try {
            return TimeUnit.MILLISECONDS.toNanos(conf.getTimeAsMs(key, DEFAULT));
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    "Invalid " + key + ": " + conf.get(key) + " (must be a time such as " + DEFAULT + ", or 0)", e);
        }
    }
}

package io.kindling.driver.session;

import io.kindling.driver.training.ModelBroadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * Finds settings that slow down every iteration: settings of the user, or defaults of a session started without {@link
 * io.kindling.driver.session.SparkSettings}, which can no longer be changed.
 */
public final class CostlySettings {
    private static final String THREADS = "OPENBLAS_NUM_THREADS";
    private static final long SMALL_RESULT = 1 << 16;
    private static final int MAX_LOCALITY_SECONDS = 3;

    private final SparkConf conf;
    private final boolean inOneProcess;
    private final long modelBytes;
    private final List<String> found = new ArrayList<>();

    private CostlySettings(SparkConf conf, long modelBytes) {
        this.conf = conf;
        this.inOneProcess = conf.get("spark.master", "").startsWith("local")
                && !conf.get("spark.master", "").startsWith("local-cluster");
        this.modelBytes = modelBytes;
    }

    /**
     * Returns one line per setting, with its name, value, cost, and recommended value.
     *
     * @param conf settings of the running application
     * @param environment environment variables of this process
     * @param numbers number of parameters and buffers of the model
     */
    public static List<String> of(SparkConf conf, Map<String, String> environment, long numbers) {
        CostlySettings settings = new CostlySettings(conf, numbers * Float.BYTES);
        settings.checkAlways(environment);
        if (!settings.inOneProcess) {
            settings.checkCluster(numbers > ModelBroadcast.MAX_INLINE_VALUES);
        }
        return List.copyOf(settings.found);
    }

    private void checkAlways(Map<String, String> environment) {
        // Spark's defaults for the history of jobs.
        warnAbove("spark.ui.retainedJobs", 1_000, "jobs");
        warnAbove("spark.ui.retainedStages", 1_000, "stages");
        warnAbove("spark.ui.retainedTasks", 100_000, "tasks");
        String threads = inOneProcess ? environment.get(THREADS) : conf.get("spark.executorEnv." + THREADS, null);
        String name = inOneProcess ? THREADS : "spark.executorEnv." + THREADS;
        warn(
                threads != null && !threads.equals("1"),
                name,
                threads,
                "each process starts this many OpenBLAS threads, and a task uses one",
                "1");
    }

    private void checkCluster(boolean broadcasts) {
        String registrators = conf.get("spark.kryo.registrator", "");
        String serializer = conf.get("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        warn(
                !serializer.endsWith("KryoSerializer"),
                "spark.serializer",
                serializer,
                "gradients are serialized object by object instead of in bulk",
                "org.apache.spark.serializer.KryoSerializer, with spark.kryo.registrator="
                        + KindlingRegistrator.class.getName());
        warn(
                serializer.endsWith("KryoSerializer") && !registrators.contains(KindlingRegistrator.class.getName()),
                "spark.kryo.registrator",
                registrators.isEmpty() ? "not set" : registrators,
                "gradients are serialized number by number instead of in bulk",
                KindlingRegistrator.class.getName());
        long direct = conf.getSizeAsBytes("spark.task.maxDirectResultSize", "1m");
        warn(
                direct < modelBytes + SMALL_RESULT,
                "spark.task.maxDirectResultSize",
                conf.get("spark.task.maxDirectResultSize", "1m"),
                "gradients of " + modelBytes / 1024 + " KiB need a second fetch",
                "100m");
        warnIfTrue(
                "spark.broadcast.compress",
                broadcasts,
                "each iteration compresses the parameters, which do not shrink");
        warnIfTrue("spark.broadcast.checksum", broadcasts, "each iteration computes a checksum of all parameters");
        boolean decommissioning = conf.getBoolean("spark.decommission.enabled", false);
        warn(
                conf.getTimeAsSeconds("spark.locality.wait", "3s") > (decommissioning ? 0 : MAX_LOCALITY_SECONDS),
                "spark.locality.wait",
                conf.get("spark.locality.wait", "3s"),
                decommissioning
                        ? "each iteration waits this long for a decommissioned executor that still has blocks, although it gets no tasks"
                        : "a task, and with it the iteration, waits this long for the executor that has its block",
                decommissioning ? "0" : "3s or less");
    }

    private void warnIfTrue(String name, boolean matters, String cost) {
        warn(matters && conf.getBoolean(name, true), name, "true", cost, "false");
    }

    private void warnAbove(String name, int bound, String what) {
        int value = conf.getInt(name, bound);
        warn(
                value > bound,
                name,
                Integer.toString(value),
                "training runs one job per iteration, and the driver keeps this many " + what,
                name.endsWith("Tasks") ? "1000" : "100");
    }

    private void warn(boolean costly, String name, String value, String cost, String better) {
        if (costly) {
            found.add("slow setting " + name + "=" + value + ": " + cost + "; set it to " + better);
        }
    }
}

package io.kindling.driver.session;

import io.kindling.driver.training.ModelBroadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * The settings of an application that cost each iteration of a training time, where somebody set them so, or where the session was started without {@link
 * io.kindling.driver.session.SparkSettings} and they can no longer be changed.
 */
public final class CostlySettings {
    private static final String THREADS = "OPENBLAS_NUM_THREADS";
    private static final long SMALL_RESULT = 1 << 16;
    private static final int SECONDS_OF_LOCALITY = 3;

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
     * One line for each, which names the setting, its value, what it costs, and what it should be.
     *
     * @param conf of the running application
     * @param environment of this process
     * @param numbers parameters and buffers of the model
     */
    public static List<String> of(SparkConf conf, Map<String, String> environment, long numbers) {
        CostlySettings settings = new CostlySettings(conf, numbers * Float.BYTES);
        settings.everywhere(environment);
        if (!settings.inOneProcess) {
            settings.onTheWire(numbers > ModelBroadcast.MAX_INLINE_VALUES);
        }
        return List.copyOf(settings.found);
    }

    private void everywhere(Map<String, String> environment) {
        // What Spark keeps of past jobs where nobody says otherwise.
        atMost("spark.ui.retainedJobs", 1_000, "jobs");
        atMost("spark.ui.retainedStages", 1_000, "stages");
        atMost("spark.ui.retainedTasks", 100_000, "tasks");
        String threads = inOneProcess ? environment.get(THREADS) : conf.get("spark.executorEnv." + THREADS, null);
        String name = inOneProcess ? THREADS : "spark.executorEnv." + THREADS;
        warn(
                threads != null && !threads.equals("1"),
                name,
                threads,
                "each process starts as many threads of OpenBLAS, of which a task uses one",
                "1");
    }

    private void onTheWire(boolean broadcasts) {
        String registrators = conf.get("spark.kryo.registrator", "");
        String serializer = conf.get("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        warn(
                !serializer.endsWith("KryoSerializer"),
                "spark.serializer",
                serializer,
                "gradients travel object by object instead of in bulk",
                "org.apache.spark.serializer.KryoSerializer, with spark.kryo.registrator="
                        + KindlingRegistrator.class.getName());
        warn(
                serializer.endsWith("KryoSerializer") && !registrators.contains(KindlingRegistrator.class.getName()),
                "spark.kryo.registrator",
                registrators.isEmpty() ? "not set" : registrators,
                "gradients travel number by number instead of in bulk",
                KindlingRegistrator.class.getName());
        long direct = conf.getSizeAsBytes("spark.task.maxDirectResultSize", "1m");
        warn(
                direct < modelBytes + SMALL_RESULT,
                "spark.task.maxDirectResultSize",
                conf.get("spark.task.maxDirectResultSize", "1m"),
                "gradients of " + modelBytes / 1024 + " KiB take a second fetch",
                "100m");
        isTrue("spark.broadcast.compress", broadcasts, "parameters do not compress, and it is tried each iteration");
        isTrue("spark.broadcast.checksum", broadcasts, "it is taken of all parameters each iteration");
        boolean leaving = conf.getBoolean("spark.decommission.enabled", false);
        warn(
                conf.getTimeAsSeconds("spark.locality.wait", "3s") > (leaving ? 0 : SECONDS_OF_LOCALITY),
                "spark.locality.wait",
                conf.get("spark.locality.wait", "3s"),
                leaving
                        ? "an executor that is decommissioned gets no task, but each iteration waits as long for it while it holds blocks"
                        : "a task waits as long for the executor that holds its block, and the iteration for the task",
                leaving ? "0" : "3s or less");
    }

    private void isTrue(String name, boolean matters, String cost) {
        warn(matters && conf.getBoolean(name, true), name, "true", cost, "false");
    }

    private void atMost(String name, int bound, String what) {
        int value = conf.getInt(name, bound);
        warn(
                value > bound,
                name,
                Integer.toString(value),
                "a training runs a job an iteration, and the driver keeps so many " + what,
                name.endsWith("Tasks") ? "1000" : "100");
    }

    private void warn(boolean costly, String name, String value, String cost, String better) {
        if (costly) {
            found.add("slow setting " + name + "=" + value + ": " + cost + "; set it to " + better);
        }
    }
}

package io.kindling.driver.cluster;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Faults in tasks, injected through Spark plugins ({@code spark.plugins}), so the tested code does not know about them.
 * They occur in every stage whose number is a multiple of {@value #EVERY_STAGES}, in preparation and iterations, and
 * only at the first attempt.
 */
public final class Faults implements SparkPlugin {
    /** If true, the first task of an affected stage does all of its work, then throws. */
    public static final String FAIL = "spark.kindling.faults.fail";

    /** Host whose tasks block in affected stages until they are killed. */
    public static final String STRAGGLER = "spark.kindling.faults.straggler";

    /** Settings that block the tasks on one of the two hosts of a {@link StandaloneCluster}, with speculation. */
    static final Map<String, String> STRAGGLER_ON_ONE_HOST = Map.of(
            "spark.plugins",
            Faults.class.getName(),
            STRAGGLER,
            "127.0.0.2",
            // A speculative copy waits for a slot near its data, which the straggler occupies.
            "spark.locality.wait",
            "0",
            "spark.speculation",
            "true",
            "spark.speculation.quantile",
            "0.5",
            "spark.speculation.interval",
            "50ms");

    /** Settings that fail tasks at their first attempt. */
    static final Map<String, String> FAILING = Map.of("spark.plugins", Faults.class.getName(), FAIL, "true");

    /** Every how many stages faults occur. */
    public static final int EVERY_STAGES = 7;

    private static final long HANG_SECONDS = 8;

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Tasks();
    }

    private static final class Tasks implements ExecutorPlugin {
        private boolean fail;
        private String straggler = "";

        @Override
        public void init(PluginContext context, Map<String, String> extraConf) {
            SparkConf conf = context.conf();
            fail = conf.getBoolean(FAIL, false);
            straggler = conf.get(STRAGGLER, "");
        }

        @Override
        public void onTaskStart() {
            TaskContext task = TaskContext.get();
            if (task.stageId() % EVERY_STAGES != 0 || task.attemptNumber() > 0) {
                return;
            }
            if (fail && task.partitionId() == 0) {
                TaskCompletionListener thrower = ended -> {
                    throw new IllegalStateException("injected: stage " + ended.stageId());
                };
                task.addTaskCompletionListener(thrower);
            }
            if (straggler.equals(SparkEnv.get().blockManager().blockManagerId().host())) {
                hang();
            }
        }

        private static void hang() {
            try {
                TimeUnit.SECONDS.sleep(HANG_SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

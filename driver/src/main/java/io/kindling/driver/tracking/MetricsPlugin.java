package io.kindling.driver.tracking;

import com.codahale.metrics.SharedMetricRegistries;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * For {@code spark.plugins}: shows a training in Spark's own metrics, and so in every sink that Spark is set up with (Prometheus, JMX, Graphite, ...). See {@link TrainingGauges}.
 *
 * <p>Spark makes the plugin, and hands it to nobody. So its registry lies under the name of the application in Dropwizard's shared registries, where the training finds it: state of that library and no
 * field of ours, there from the start of the application to its end.
 */
public final class MetricsPlugin implements SparkPlugin {

    @Override
    public DriverPlugin driverPlugin() {
        return new OnDriver();
    }

    /** None: executors have nothing to show that their tasks do not. */
    @Override
    public ExecutorPlugin executorPlugin() {
        return null;
    }

    /** Where the registry of an application lies. */
    static String registryName(String applicationId) {
        return "kindling." + applicationId;
    }

    private static final class OnDriver implements DriverPlugin {
        private String name;

        @Override
        public Map<String, String> init(SparkContext context, PluginContext pluginContext) {
            return Map.of();
        }

        @Override
        public void registerMetrics(String applicationId, PluginContext context) {
            TrainingGauges.register(context.metricRegistry());
            name = registryName(applicationId);
            SharedMetricRegistries.add(name, context.metricRegistry());
        }

        @Override
        public void shutdown() {
            if (name != null) {
                SharedMetricRegistries.remove(name);
            }
        }
    }
}

package io.kindling.driver.tracking;

import com.codahale.metrics.SharedMetricRegistries;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * A plugin for {@code spark.plugins} that publishes the metrics of a training to Spark's metrics system, and so to
 * every configured sink (Prometheus, JMX, Graphite, ...). See {@link TrainingGauges}.
 *
 * <p>Spark creates the plugin and does not expose the instance. The plugin therefore registers its metrics in
 * Dropwizard's {@link SharedMetricRegistries} under the name of the application, where the
 * training finds them. The entry exists from the start of the application to its end.
 */
public final class MetricsPlugin implements SparkPlugin {

    @Override
    public DriverPlugin driverPlugin() {
        return new OnDriver();
    }

    /** Returns null: executors report their metrics with their tasks. */
    @Override
    public ExecutorPlugin executorPlugin() {
        return null;
    }

    /** Returns the key of an application's registry. */
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

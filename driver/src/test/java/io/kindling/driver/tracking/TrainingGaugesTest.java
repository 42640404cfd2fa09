package io.kindling.driver.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.SharedMetricRegistries;
import io.kindling.driver.TestSpark;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.UpdateStats;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The gauges of a training as Spark's sinks for JMX and Prometheus export them. */
final class TrainingGaugesTest {

    private static double jmx(String gauge) throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> names = beans.queryNames(new ObjectName("metrics:name=*MetricsPlugin." + gauge + ",*"), null);
        assertThat(names).as(gauge).hasSize(1);
        return (Double) beans.getAttribute(names.iterator().next(), "Value");
    }

    /** Returns the response of Spark's sink to a Prometheus server. */
    private static String prometheus(SparkSession spark) throws Exception {
        String address = spark.sparkContext().uiWebUrl().get() + "/metrics/prometheus";
        HttpResponse<String> answer = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void sparkSinksExportTheGauges() throws Exception {
        SparkSession spark = TestSpark.builder("local[1]")
                .config("spark.plugins", MetricsPlugin.class.getName())
                .config("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink")
                .config("spark.ui.enabled", true)
                .config("spark.ui.port", 0)
                .config("spark.metrics.namespace", "nightly")
                .config(
                        "spark.metrics.conf.driver.sink.prometheusServlet.class",
                        "org.apache.spark.metrics.sink.PrometheusServlet")
                .config("spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus")
                .getOrCreate();
        String application = spark.sparkContext().applicationId();
        try {
            TrainingGauges gauges =
                    TrainingGauges.of(application, () -> Map.of("compute", 7.5)).orElseThrow();
            assertThat(jmx("loss")).isNaN();
            gauges.onIteration(new IterationReport(1, 0, 10, 11, 64, 0.001, new UpdateStats(0.25, 0, 2.5)), null);
            gauges.onEpoch(new EpochReport(1, 20, 0.001, Map.of("loss", 0.5), Map.of("loss", 0.75), 64, 1), null);
            assertThat(jmx("epoch")).isEqualTo(2);
            assertThat(jmx("iteration")).isEqualTo(11);
            assertThat(jmx("loss")).isEqualTo(0.25);
            assertThat(jmx("learningRate")).isEqualTo(0.001);
            assertThat(jmx("gradientNorm")).isEqualTo(2.5);
            assertThat(jmx("examplesPerSecond")).isPositive();
            assertThat(jmx("trainLoss")).isEqualTo(0.5);
            assertThat(jmx("validationLoss")).isEqualTo(0.75);
            assertThat(jmx("milliseconds.compute")).isCloseTo(7.5, within(0.0));
            assertThat(jmx("milliseconds.merge")).isNaN();
            String plugin = "metrics_nightly_driver_plugin_io_kindling_driver_tracking_MetricsPlugin_";
            assertThat(prometheus(spark).lines())
                    .contains(
                            plugin + "loss_Value{type=\"gauges\"} 0.25",
                            plugin + "learningRate_Value{type=\"gauges\"} 0.001",
                            plugin + "gradientNorm_Value{type=\"gauges\"} 2.5",
                            plugin + "validationLoss_Value{type=\"gauges\"} 0.75",
                            plugin + "milliseconds_compute_Value{type=\"gauges\"} 7.5")
                    .anyMatch(line -> line.startsWith(plugin + "examplesPerSecond_Value{"));
        } finally {
            spark.stop();
        }
        assertThat(SharedMetricRegistries.names()).doesNotContain(MetricsPlugin.registryName(application));
        assertThat(TrainingGauges.of(application, Map::of)).isEmpty();
    }
}

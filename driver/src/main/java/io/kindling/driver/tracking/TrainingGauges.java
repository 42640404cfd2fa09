package io.kindling.driver.tracking;

import com.codahale.metrics.DefaultSettableGauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SettableGauge;
import com.codahale.metrics.SharedMetricRegistries;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gauges of a training: {@code epoch}, {@code iteration}, {@code loss}, {@code learningRate}, {@code gradientNorm} and
 * {@code examplesPerSecond} of the last iteration; {@code trainLoss} and {@code validationLoss} of the last epoch; and
 * {@code milliseconds.PART}, the time per iteration by part in the last epoch. NaN before the first value.
 */
public final class TrainingGauges implements TrainingListener {
    private static final List<String> NAMES = List.of(
            "epoch",
            "iteration",
            "loss",
            "learningRate",
            "gradientNorm",
            "examplesPerSecond",
            "trainLoss",
            "validationLoss");
    private static final List<String> PARTS =
            List.of("schedule", "broadcast", "compute", "serialise", "merge", "apply", "other", "total");

    private final Map<String, SettableGauge<Double>> gauges;
    private final Supplier<Map<String, Double>> parts;
    private long last = System.nanoTime();

    private TrainingGauges(Map<String, SettableGauge<Double>> gauges, Supplier<Map<String, Double>> parts) {
        this.gauges = gauges;
        this.parts = parts;
    }

    /** Adds the gauges to a registry. */
    static void register(MetricRegistry registry) {
        NAMES.forEach(name -> registry.register(name, new DefaultSettableGauge<>(Double.NaN)));
        PARTS.forEach(part -> registry.register(milliseconds(part), new DefaultSettableGauge<>(Double.NaN)));
    }

    private static String milliseconds(String part) {
        return "milliseconds." + part;
    }

    /**
     * Returns the setter of an application's gauges. Returns empty if {@link MetricsPlugin} is not among its plugins.
     *
     * @param parts milliseconds per iteration by part in the last epoch, read after each epoch
     */
    public static Optional<TrainingGauges> of(String applicationId, Supplier<Map<String, Double>> parts) {
        String name = MetricsPlugin.registryName(applicationId);
        if (!SharedMetricRegistries.names().contains(name)) {
            return Optional.empty();
        }
        Map<String, SettableGauge<Double>> gauges = new HashMap<>();
        SharedMetricRegistries.getOrCreate(name).getGauges().forEach((key, gauge) -> {
            if (gauge instanceof DefaultSettableGauge<?>) {
                @SuppressWarnings("unchecked")
                SettableGauge<Double> settable = (SettableGauge<Double>) gauge;
                gauges.put(key, settable);
            }
        });
        return Optional.of(new TrainingGauges(gauges, parts));
    }

    private void set(String name, double value) {
        gauges.get(name).setValue(value);
    }

    @Override
    public void onIteration(IterationReport report, TrainingState state) {
        long now = System.nanoTime();
        set("epoch", report.epoch() + 1);
        set("iteration", (double) report.iteration());
        set("loss", report.loss());
        set("learningRate", report.learningRate());
        set("gradientNorm", report.gradientNorm());
        set("examplesPerSecond", report.examples() / ((now - last) / 1e9));
        last = now;
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        set("trainLoss", report.train().getOrDefault("loss", Double.NaN));
        set("validationLoss", report.validation().getOrDefault("loss", Double.NaN));
        Map<String, Double> milliseconds = parts.get();
        PARTS.forEach(part -> set(milliseconds(part), milliseconds.getOrDefault(part, Double.NaN)));
        last = System.nanoTime();
    }
}

package io.kindling.driver.registry;

import io.kindling.driver.data.source.DataSource;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.metric.Metric;
import java.util.Objects;

/**
 * The conditions for a model to become the champion.
 *
 * @param metric metric to compare; it defines whether higher is better
 * @param margin by which the model must beat the champion on the same rows; 0, the default, accepts an equal model, and
 * a negative margin accepts a slightly worse one
 * @param threshold value that the metric must reach as well, even without a champion; null, the default, for none
 * @param source source of the rows, all of which are used; null, the default, for {@code data.test}
 */
public record GateConfig(Metric metric, double margin, Double threshold, DataSource source) {
    public GateConfig {
        Objects.requireNonNull(metric, "metric");
        Numbers.finite("registry.gate.margin", margin);
        if (threshold != null && !Double.isFinite(threshold)) {
            throw new ConfigurationException("Invalid registry.gate.threshold: " + threshold + " (must be finite)");
        }
    }

    public GateConfig(Metric metric) {
        this(metric, 0, null, null);
    }

    /**
     * Decides whether a model is promoted. A candidate without a finite metric always loses. A champion without a
     * finite metric loses to any candidate that reaches the threshold.
     *
     * @param champion metric of the current champion on the same rows; null without a champion
     */
    public Verdict judge(double candidate, Double champion) {
        double sign = metric.higherIsBetter() ? 1 : -1;
        if (!Double.isFinite(candidate)) {
            return new Verdict(false, metric.name() + " is " + candidate);
        }
        if (threshold != null && sign * (candidate - threshold) < 0) {
            return new Verdict(false, metric.name() + " " + candidate + " does not reach " + threshold);
        }
        if (champion == null) {
            return new Verdict(true, metric.name() + " " + candidate + ", the first champion");
        }
        String compared = metric.name() + " " + candidate + ", champion " + champion;
        if (!Double.isFinite(champion)) {
            return new Verdict(true, compared);
        }
        boolean better = sign * candidate >= sign * champion + margin;
        return new Verdict(better, compared + (margin == 0 ? "" : ", margin " + margin));
    }

    /**
     * The decision of the gate.
     *
     * @param reason human-readable
     */
    public record Verdict(boolean promoted, String reason) {}
}

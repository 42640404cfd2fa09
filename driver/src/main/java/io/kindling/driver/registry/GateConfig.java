package io.kindling.driver.registry;

import io.kindling.driver.data.source.DataSource;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.metric.Metric;
import java.util.Objects;

/**
 * What a model must show to become the champion.
 *
 * @param metric that is compared; whether more of it is better it knows itself
 * @param margin by which it must be better than that of the present champion on the same rows; 0, the default, lets an equal model pass, a negative margin one that is a little worse
 * @param threshold value that it must reach as well, the first model too; null, the default, for none
 * @param source of the rows, all of which are used; null, the default, takes {@code data.test}
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
     * Whether a model is promoted. A metric that is not a number never is enough; a champion whose metric is none stands in nobody's way.
     *
     * @param champion metric of the present champion on the same rows; null where there is none
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
        String compared = metric.name() + " " + candidate + " against " + champion + " of the champion";
        if (!Double.isFinite(champion)) {
            return new Verdict(true, compared);
        }
        boolean better = sign * candidate >= sign * champion + margin;
        return new Verdict(better, compared + (margin == 0 ? "" : ", margin " + margin));
    }

    /**
     * What the gate said.
     *
     * @param reason for people
     */
    public record Verdict(boolean promoted, String reason) {}
}

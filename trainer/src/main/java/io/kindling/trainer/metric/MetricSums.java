package io.kindling.trainer.metric;

import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.loss.Targets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums of the loss and of a list of metrics. A monoid. */
public final class MetricSums {
    private static final int LOSS = 0;
    private static final int DIVISOR = 1;
    private static final int EXAMPLES = 2;
    private static final int FIRST_METRIC = 3;

    private final List<Metric> metrics;
    private final int columns;
    private final double[] sums;

    /** Creates the sums of no examples. */
    public MetricSums(List<Metric> metrics, int columns) {
        this(metrics, columns, new double[length(metrics, columns)]);
    }

    /** Creates sums from a deserialized array. It is kept, not copied. */
    public MetricSums(List<Metric> metrics, int columns, double[] sums) {
        this.metrics = List.copyOf(metrics);
        this.columns = columns;
        this.sums = sums;
        if (sums.length != length(metrics, columns)) {
            throw new IllegalArgumentException("Invalid metric sums: " + sums.length + " values");
        }
    }

    private static int length(List<Metric> metrics, int columns) {
        return FIRST_METRIC + metrics.stream().mapToInt(m -> m.sums(columns)).sum();
    }

    /** Adds the loss and the predictions of n examples. */
    public void add(LossSum loss, float[] predictions, Targets targets, int n) {
        sums[LOSS] += loss.sum();
        sums[DIVISOR] += loss.divisor();
        sums[EXAMPLES] += n;
        int at = FIRST_METRIC;
        for (Metric metric : metrics) {
            metric.add(predictions, targets, n, columns, sums, at);
            at += metric.sums(columns);
        }
    }

    /** Adds the sums of other examples to this; {@code other} does not change. */
    public void merge(MetricSums other) {
        for (int i = 0; i < FIRST_METRIC; i++) {
            sums[i] += other.sums[i];
        }
        int at = FIRST_METRIC;
        for (Metric metric : metrics) {
            metric.merge(sums, other.sums, at, columns);
            at += metric.sums(columns);
        }
    }

    public List<Metric> metrics() {
        return metrics;
    }

    public int columns() {
        return columns;
    }

    /** The raw sums, for serialization. */
    public double[] sums() {
        return sums;
    }

    /**
     * Returns a copy of the sums of one metric.
     *
     * @throws IllegalArgumentException if the metric is not in the list
     */
    public double[] sums(Metric metric) {
        int at = FIRST_METRIC;
        for (Metric other : metrics) {
            if (other.equals(metric)) {
                return Arrays.copyOfRange(sums, at, at + metric.sums(columns));
            }
            at += other.sums(columns);
        }
        throw new IllegalArgumentException("Invalid metric: " + metric + " (must be one of " + metrics + ")");
    }

    /** Number of added examples. */
    public long examples() {
        return (long) sums[EXAMPLES];
    }

    /** Divisor of the loss sum; 0 if no example counts. */
    public double divisor() {
        return sums[DIVISOR];
    }

    /** Mean loss, and each metric under its name, in order. */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss", sums[LOSS] / sums[DIVISOR]);
        int at = FIRST_METRIC;
        for (Metric metric : metrics) {
            values.put(metric.name(), metric.value(sums, at, columns));
            at += metric.sums(columns);
        }
        return values;
    }
}

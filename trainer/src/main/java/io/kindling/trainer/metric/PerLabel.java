package io.kindling.trainer.metric;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;
import java.util.List;

/**
 * Mean of a binary metric over the labels of a multi-label loss. A label without a value, such as the AUC of a label
 * that is always positive, is skipped. For a multi-label loss, {@code auc}, {@code f1}, {@code precision},
 * {@code recall}, {@code logLoss} and {@code confusionMatrix} are wrapped in perLabel automatically.
 *
 * @param metric binary metric
 */
public record PerLabel(Metric metric) implements Metric {
    private static final int ONE_COLUMN = 1;

    public PerLabel {
        if (metric == null || metric instanceof PerLabel) {
            throw new ConfigurationException(
                    "Invalid perLabel.metric: " + metric + " (must be a binary metric, such as f1)");
        }
    }

    /**
     * Returns the metrics for a network. With several binary labels, metrics that would read the columns as exclusive
     * classes are wrapped in perLabel.
     *
     * @param columns outputs of the network
     */
    public static List<Metric> of(List<Metric> metrics, Task task, int columns) {
        return task == Task.BINARY && columns > 1
                ? metrics.stream()
                        .map(metric -> metric.appliesTo(Task.MULTICLASS) ? new PerLabel(metric) : metric)
                        .toList()
                : metrics;
    }

    @Override
    public String name() {
        return metric.name();
    }

    @Override
    public boolean appliesTo(Task task) {
        return task == Task.BINARY && metric.appliesTo(task);
    }

    @Override
    public int sums(int columns) {
        return columns * metric.sums(ONE_COLUMN);
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        float[] ownPredictions = new float[n];
        float[] ownTargets = new float[n];
        float[] weights = new float[n];
        for (int i = 0; i < n; i++) {
            weights[i] = targets.weight(i);
        }
        Targets own = new Targets(ownTargets, ONE_COLUMN, weights);
        for (int label = 0; label < columns; label++) {
            for (int i = 0; i < n; i++) {
                ownPredictions[i] = predictions[i * columns + label];
                ownTargets[i] = targets.values()[i * columns + label];
            }
            metric.add(ownPredictions, own, n, ONE_COLUMN, sums, at + label * metric.sums(ONE_COLUMN));
        }
    }

    @Override
    public void merge(double[] sums, double[] other, int at, int columns) {
        for (int label = 0; label < columns; label++) {
            metric.merge(sums, other, at + label * metric.sums(ONE_COLUMN), ONE_COLUMN);
        }
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        double total = 0;
        int counted = 0;
        for (int label = 0; label < columns; label++) {
            double value = metric.value(sums, at + label * metric.sums(ONE_COLUMN), ONE_COLUMN);
            if (!Double.isNaN(value)) {
                total += value;
                counted++;
            }
        }
        return total / counted;
    }

    @Override
    public boolean higherIsBetter() {
        return metric.higherIsBetter();
    }
}

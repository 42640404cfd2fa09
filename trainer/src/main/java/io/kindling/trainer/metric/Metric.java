package io.kindling.trainer.metric;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;
import java.io.Serializable;
import java.util.List;

/**
 * A reported metric: a few sums over examples and a function of these sums, so that shards can be merged.
 */
public sealed interface Metric extends Serializable
        permits Accuracy,
                Auc,
                BinaryAccuracy,
                ClassShare,
                ConfusionMatrix,
                LogLoss,
                Mae,
                PerLabel,
                R2,
                Rmse,
                TopKAccuracy {

    /** Key in reports: {@code accuracy}, {@code rmse}. */
    String name();

    /** Whether the metric applies to a task. */
    boolean appliesTo(Task task);

    /** Number of sums for a network with {@code columns} outputs. */
    int sums(int columns);

    /**
     * Adds n examples to {@code sums[at .. at + sums(columns))}.
     *
     * @param predictions result of {@link io.kindling.trainer.loss.LossFunction#predictions}, (n, columns); read only
     */
    void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at);

    /** Adds the sums of other examples to the same range of {@code sums}; {@code other} does not change. */
    default void merge(double[] sums, double[] other, int at, int columns) {
        for (int i = at; i < at + sums(columns); i++) {
            sums[i] += other[i];
        }
    }

    /** Returns the metric of the added examples; NaN without examples. */
    double value(double[] sums, int at, int columns);

    /** Whether higher values are better, for early stopping and promotion. */
    boolean higherIsBetter();

    /** The default metrics of a task. */
    static List<Metric> defaults(Task task) {
        if (task == Task.MULTICLASS) {
            return List.of(new Accuracy());
        }
        return task == Task.BINARY ? List.of(new BinaryAccuracy()) : List.of(new Rmse(), new Mae(), new R2());
    }

    /**
     * Returns the metrics to report for a loss: the requested metrics, or the defaults of its task.
     *
     * @param wanted requested metrics; empty for the defaults
     * @throws ConfigurationException if a metric does not apply to the loss
     */
    static List<Metric> reported(List<Metric> wanted, LossFunction loss) {
        wanted.forEach(metric -> requireMeaning("metrics", metric, loss));
        return wanted.isEmpty() ? defaults(loss.task()) : wanted;
    }

    /**
     * Checks that a metric applies to a loss.
     *
     * @param key configuration key, for messages
     * @throws ConfigurationException naming key, metric and loss
     */
    static void requireMeaning(String key, Metric metric, LossFunction loss) {
        if (!metric.appliesTo(loss.task())) {
            throw new ConfigurationException(
                    "Invalid " + key + ": " + metric.name() + " (does not apply to the loss " + loss + ")");
        }
    }
}

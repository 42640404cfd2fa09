package io.kindling.trainer.metric;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;
import java.io.Serializable;
import java.util.List;

/**
 * What is reported. A metric is a handful of sums over examples and a function of them, so that shards merge exactly.
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

    /** Whether it has a meaning for such a task. */
    boolean appliesTo(Task task);

    /** Number of sums it keeps for a network with that many output columns. */
    int sums(int columns);

    /**
     * Adds n examples to {@code sums[at .. at + sums(columns))}.
     *
     * @param predictions what {@link io.kindling.trainer.loss.LossFunction#predictions} gave, (n, columns), read
     */
    void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at);

    /** Adds the sums of other examples: reads {@code other}, overwrites the same range of {@code sums}. */
    default void merge(double[] sums, double[] other, int at, int columns) {
        for (int i = at; i < at + sums(columns); i++) {
            sums[i] += other[i];
        }
    }

    /** The metric of the examples that were added; NaN of none. */
    double value(double[] sums, int at, int columns);

    /** Whether more is better, for early stopping and promotion. */
    boolean higherIsBetter();

    /** What is reported for a task when nothing is asked for. */
    static List<Metric> defaults(Task task) {
        if (task == Task.MULTICLASS) {
            return List.of(new Accuracy());
        }
        return task == Task.BINARY ? List.of(new BinaryAccuracy()) : List.of(new Rmse(), new Mae(), new R2());
    }

    /**
     * What is reported for a loss: the metrics asked for, or those usual for its task.
     *
     * @param wanted empty for the usual ones
     * @throws ConfigurationException if one has no meaning for the loss
     */
    static List<Metric> reported(List<Metric> wanted, LossFunction loss) {
        wanted.forEach(metric -> requireMeaning("metrics", metric, loss));
        return wanted.isEmpty() ? defaults(loss.task()) : wanted;
    }

    /**
     * Checks that a metric has a meaning for a loss.
     *
     * @param key of the configuration, for messages
     * @throws ConfigurationException naming key, metric and loss
     */
    static void requireMeaning(String key, Metric metric, LossFunction loss) {
        if (!metric.appliesTo(loss.task())) {
            throw new ConfigurationException(
                    "Invalid " + key + ": " + metric.name() + " (has no meaning for the loss " + loss + ")");
        }
    }
}

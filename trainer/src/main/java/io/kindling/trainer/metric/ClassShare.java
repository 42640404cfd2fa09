package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * A metric computed per class from the weights of true positives, predictions and actual examples. With one binary
 * output it is the value of the positive class; otherwise the mean over the classes that were predicted or occurred.
 */
public sealed interface ClassShare extends Metric permits F1, Precision, Recall {

    /** Returns the value of one class from its weighted counts, at least one of which is not 0. */
    double of(double right, double predicted, double actual);

    @Override
    default boolean appliesTo(Task task) {
        return task != Task.REGRESSION;
    }

    @Override
    default int sums(int columns) {
        return Outcomes.sums(columns);
    }

    @Override
    default void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        Outcomes.add(predictions, targets, n, columns, sums, at);
    }

    @Override
    default double value(double[] sums, int at, int columns) {
        return Outcomes.mean(sums, at, columns, this);
    }

    @Override
    default boolean higherIsBetter() {
        return true;
    }
}

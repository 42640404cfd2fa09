package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Weighted confusion matrix; its value, named {@code errorRate}, is the share off the diagonal, 1 - accuracy;
 * {@link #at} returns the counts.
 */
public record ConfusionMatrix() implements Metric {

    @Override
    public String name() {
        return "errorRate";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task != Task.REGRESSION;
    }

    @Override
    public int sums(int columns) {
        return Outcomes.classes(columns) * Outcomes.classes(columns);
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            int actual = Outcomes.actual(targets, i, columns);
            if (actual != Labels.NONE) {
                int predicted = Outcomes.predicted(predictions, i, columns);
                sums[at + actual * Outcomes.classes(columns) + predicted] += targets.weight(i);
            }
        }
    }

    /** Returns the weight of the examples of class {@code actual} that were predicted as {@code predicted}. */
    public double at(double[] sums, int at, int columns, int actual, int predicted) {
        return sums[at + actual * Outcomes.classes(columns) + predicted];
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        int classes = Outcomes.classes(columns);
        double right = 0;
        double total = 0;
        for (int actual = 0; actual < classes; actual++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                double weight = at(sums, at, columns, actual, predicted);
                right += actual == predicted ? weight : 0;
                total += weight;
            }
        }
        return 1 - right / total;
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }
}

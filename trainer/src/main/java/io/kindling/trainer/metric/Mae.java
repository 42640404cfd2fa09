package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/** Weighted mean of |prediction - target| over all examples and output columns. */
public record Mae() implements Metric {
    private static final int DISTANCES = 0;
    private static final int TOTAL = 1;

    @Override
    public String name() {
        return "mae";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task == Task.REGRESSION;
    }

    @Override
    public int sums(int columns) {
        return 2;
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            double distances = 0;
            for (int j = i * columns; j < (i + 1) * columns; j++) {
                distances += Math.abs((double) predictions[j] - targets.values()[j]);
            }
            sums[at + DISTANCES] += targets.weight(i) * distances;
            sums[at + TOTAL] += (double) targets.weight(i) * columns;
        }
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        return sums[at + DISTANCES] / sums[at + TOTAL];
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }
}

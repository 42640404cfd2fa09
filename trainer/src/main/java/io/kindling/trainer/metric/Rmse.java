package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/** Root of the weighted mean of (prediction - target)^2 over all examples and output columns. */
public record Rmse() implements Metric {
    private static final int SQUARES = 0;
    private static final int TOTAL = 1;

    @Override
    public String name() {
        return "rmse";
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
            double squares = 0;
            for (int j = i * columns; j < (i + 1) * columns; j++) {
                double error = (double) predictions[j] - targets.values()[j];
                squares += error * error;
            }
            sums[at + SQUARES] += targets.weight(i) * squares;
            sums[at + TOTAL] += (double) targets.weight(i) * columns;
        }
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        return Math.sqrt(sums[at + SQUARES] / sums[at + TOTAL]);
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }
}

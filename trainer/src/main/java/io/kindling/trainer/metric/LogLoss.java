package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Weighted mean of -log p, where p is the predicted probability of the target class, or of the target value of a binary
 * output. p is clamped to at least 1e-15, so a probability of 0 costs 34.5 instead of infinity.
 */
public record LogLoss() implements Metric {
    private static final int LOSSES = 0;
    private static final int TOTAL = 1;
    private static final double LEAST = 1e-15;

    @Override
    public String name() {
        return "logLoss";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task != Task.REGRESSION;
    }

    @Override
    public int sums(int columns) {
        return 2;
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            int actual = Outcomes.actual(targets, i, columns);
            if (actual != Labels.NONE) {
                double yes = predictions[columns == 1 ? i : i * columns + actual];
                double p = columns == 1 && actual == 0 ? 1 - yes : yes;
                sums[at + LOSSES] -= targets.weight(i) * Math.log(Math.max(p, LEAST));
                sums[at + TOTAL] += targets.weight(i);
            }
        }
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        return sums[at + LOSSES] / sums[at + TOTAL];
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }
}

package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Coefficient of determination: 1 - sum of w (target - prediction)^2 / sum of w (target - mean)^2. Both sums are over
 * all examples and output columns; the mean is per column. NaN if all targets equal their mean.
 *
 * <p>Means and squared distances are updated with West's formula and merged with Chan's (1979), because sums of squares
 * lose precision far from 0.
 */
public record R2() implements Metric {
    private static final int WEIGHT = 0;
    private static final int RESIDUAL = 1;
    private static final int FIRST_COLUMN = 2;

    /** Sums per column: its mean, and the weighted sum of squared distances from the mean. */
    private static final int STRIDE = 2;

    @Override
    public String name() {
        return "r2";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task == Task.REGRESSION;
    }

    @Override
    public int sums(int columns) {
        return FIRST_COLUMN + STRIDE * columns;
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            double weight = targets.weight(i);
            if (weight == 0) {
                continue;
            }
            double before = sums[at + WEIGHT];
            double total = before + weight;
            for (int j = 0; j < columns; j++) {
                double target = targets.values()[i * columns + j];
                double error = target - predictions[i * columns + j];
                sums[at + RESIDUAL] += weight * error * error;
                addPart(sums, column(at, j), before, target, 0, weight, total);
            }
            sums[at + WEIGHT] = total;
        }
    }

    @Override
    public void merge(double[] sums, double[] other, int at, int columns) {
        double added = other[at + WEIGHT];
        if (added == 0) {
            return;
        }
        double before = sums[at + WEIGHT];
        double total = before + added;
        for (int j = 0; j < columns; j++) {
            int column = column(at, j);
            addPart(sums, column, before, other[column], other[column + 1], added, total);
        }
        sums[at + RESIDUAL] += other[at + RESIDUAL];
        sums[at + WEIGHT] = total;
    }

    private static int column(int at, int column) {
        return at + FIRST_COLUMN + STRIDE * column;
    }

    /**
     * Merges a part, given by weight, mean and squared distances, into a column. An example is a part with distance 0.
     */
    private static void addPart(
            double[] sums, int column, double before, double mean, double squares, double added, double total) {
        double distance = mean - sums[column];
        sums[column] += distance * (added / total);
        sums[column + 1] += squares + distance * distance * (before * added / total);
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        double squares = 0;
        for (int j = 0; j < columns; j++) {
            squares += sums[column(at, j) + 1];
        }
        return squares > 0 ? 1 - sums[at + RESIDUAL] / squares : Double.NaN;
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }
}

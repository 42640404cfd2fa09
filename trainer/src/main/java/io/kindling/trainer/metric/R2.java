package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Share of the variance that is explained: 1 - sum of w (target - prediction)^2 / sum of w (target - mean)^2, both sums over all examples and output columns, the mean
 * being that of the column. NaN where no target differs from the mean.
 *
 * <p>Means and squared distances are kept up by West's formula and merged by Chan's (1979): sums of squares would lose all digits far from 0.
 */
public record R2() implements Metric {
    private static final int WEIGHT = 0;
    private static final int RESIDUAL = 1;
    private static final int FIRST_COLUMN = 2;

    /** Numbers kept of each column: its mean, and the weighted sum of squared distances from it. */
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

    /** Joins a part of some weight, mean and squared distances to a column; an example is a part without distances. */
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

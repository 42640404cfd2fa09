package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative example that the probabilities order
 * correctly; a tie counts half. With more than two classes, the mean of one-versus-rest values over the classes that
 * occur.
 *
 * <p>Probabilities are counted in 2,048 bins of equal width in log(p / (1 - p)) from -16 to 16, so that the metric is a
 * sum over examples. Two probabilities in one bin, whose odds differ by less than 1.6 percent, are a tie.
 */
public record Auc() implements Metric {
    private static final int BINS = 2048;
    private static final double MOST = 16;

    @Override
    public String name() {
        return "auc";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task != Task.REGRESSION;
    }

    /** Two classes have one curve, for the second class. */
    private static int curves(int columns) {
        return columns <= 2 ? 1 : columns;
    }

    @Override
    public int sums(int columns) {
        return 2 * BINS * curves(columns);
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        int curves = curves(columns);
        for (int i = 0; i < n; i++) {
            int actual = Outcomes.actual(targets, i, columns);
            if (actual == Labels.NONE) {
                continue;
            }
            for (int curve = 0; curve < curves; curve++) {
                int shown = columns - curves + curve;
                boolean own = actual == (columns == 1 ? 1 : shown);
                int bin = bin(predictions[i * columns + shown]);
                sums[at + 2 * (curve * BINS + bin) + (own ? 1 : 0)] += targets.weight(i);
            }
        }
    }

    private static int bin(double p) {
        double logOdds = Math.log(p / (1 - p));
        double place = (logOdds + MOST) / (2 * MOST) * BINS;
        return (int) Math.max(0, Math.min(BINS - 1, place));
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        double total = 0;
        int counted = 0;
        for (int curve = 0; curve < curves(columns); curve++) {
            double area = area(sums, at + 2 * curve * BINS);
            if (!Double.isNaN(area)) {
                total += area;
                counted++;
            }
        }
        return total / counted;
    }

    private static double area(double[] sums, int at) {
        double others = 0;
        double own = 0;
        double inOrder = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double othersHere = sums[at + 2 * bin];
            double ownHere = sums[at + 2 * bin + 1];
            inOrder += ownHere * (others + othersHere / 2);
            others += othersHere;
            own += ownHere;
        }
        return inOrder / (own * others);
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }
}

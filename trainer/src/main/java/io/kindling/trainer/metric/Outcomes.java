package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;

/**
 * Weighted counts per class: true positives, predictions and actual examples. One output column has two classes,
 * negative and positive from 0.5 up; several columns have one class each.
 */
final class Outcomes {
    private static final int RIGHT = 0;
    private static final int PREDICTED = 1;
    private static final int ACTUAL = 2;
    private static final int STRIDE = 3;

    private Outcomes() {}

    static int classes(int columns) {
        return Math.max(2, columns);
    }

    static int sums(int columns) {
        return STRIDE * classes(columns);
    }

    static void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            int actual = actual(targets, i, columns);
            if (actual != Labels.NONE) {
                int predicted = predicted(predictions, i, columns);
                float weight = targets.weight(i);
                sums[at + STRIDE * predicted + PREDICTED] += weight;
                sums[at + STRIDE * actual + ACTUAL] += weight;
                sums[at + STRIDE * actual + RIGHT] += predicted == actual ? weight : 0;
            }
        }
    }

    /** The class of an example, or {@link Labels#NONE}. */
    static int actual(Targets targets, int example, int columns) {
        if (columns == 1) {
            return targets.values()[example] >= 0.5f ? 1 : 0;
        }
        return Labels.of(targets, example, columns);
    }

    static int predicted(float[] predictions, int example, int columns) {
        return columns == 1
                ? predictions[example] >= 0.5f ? 1 : 0
                : Labels.largest(predictions, example * columns, columns);
    }

    /**
     * Returns the value of the positive class for one column; otherwise the mean over the classes that were predicted
     * or occurred.
     */
    static double mean(double[] sums, int at, int columns, ClassShare share) {
        double total = 0;
        int counted = 0;
        for (int c = columns == 1 ? 1 : 0; c < classes(columns); c++) {
            int from = at + STRIDE * c;
            double predicted = sums[from + PREDICTED];
            double actual = sums[from + ACTUAL];
            if (predicted + actual > 0) {
                total += share.of(sums[from + RIGHT], predicted, actual);
                counted++;
            }
        }
        return total / counted;
    }

    /** Returns part / whole, or 0 if whole is 0. */
    static double divided(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}

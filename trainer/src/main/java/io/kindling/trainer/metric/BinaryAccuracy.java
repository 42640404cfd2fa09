package io.kindling.trainer.metric;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Weighted share of correct predictions over all examples and output columns, each column an independent binary label.
 * A prediction is positive if it is at least the threshold, a target if it is at least 0.5.
 *
 * @param threshold minimum probability of a positive prediction; default 0.5
 */
public record BinaryAccuracy(double threshold) implements Metric {
    private static final int RIGHT = 0;
    private static final int TOTAL = 1;

    public BinaryAccuracy {
        Numbers.finite("binaryAccuracy.threshold", threshold);
    }

    public BinaryAccuracy() {
        this(0.5);
    }

    /** The same name as {@link Accuracy}; a task uses only one of the two. */
    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task == Task.BINARY;
    }

    @Override
    public int sums(int columns) {
        return 2;
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            int right = 0;
            for (int j = i * columns; j < (i + 1) * columns; j++) {
                boolean yes = targets.values()[j] >= 0.5f;
                right += (predictions[j] >= threshold) == yes ? 1 : 0;
            }
            sums[at + RIGHT] += targets.weight(i) * right;
            sums[at + TOTAL] += (double) targets.weight(i) * columns;
        }
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        return sums[at + RIGHT] / sums[at + TOTAL];
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }
}

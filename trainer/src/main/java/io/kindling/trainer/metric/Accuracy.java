package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Weighted share of examples whose most probable class is the target class; the first class wins a tie. A target
 * distribution counts as its most probable class. Examples whose target is not a class, such as the ignore index -100,
 * do not count.
 */
public record Accuracy() implements Metric {
    private static final int RIGHT = 0;
    private static final int TOTAL = 1;

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task == Task.MULTICLASS;
    }

    @Override
    public int sums(int columns) {
        return 2;
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        for (int i = 0; i < n; i++) {
            int label = Labels.of(targets, i, columns);
            if (label != Labels.NONE) {
                float weight = targets.weight(i);
                sums[at + RIGHT] += Labels.largest(predictions, i * columns, columns) == label ? weight : 0;
                sums[at + TOTAL] += weight;
            }
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

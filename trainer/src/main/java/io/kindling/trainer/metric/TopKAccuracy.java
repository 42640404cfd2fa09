package io.kindling.trainer.metric;

import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Weighted share of examples whose target class is among the k most probable classes; in a tie, the first class ranks
 * first. {@link Accuracy} is the case k = 1 and defines how targets are read.
 *
 * @param k number of classes, at least 1
 */
public record TopKAccuracy(int k) implements Metric {
    private static final int RIGHT = 0;
    private static final int TOTAL = 1;

    public TopKAccuracy {
        Dimensions.positive("topKAccuracy.k", k);
    }

    /** {@code top5Accuracy} for k = 5. */
    @Override
    public String name() {
        return "top" + k + "Accuracy";
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
                sums[at + RIGHT] += rank(predictions, i * columns, columns, label) < k ? weight : 0;
                sums[at + TOTAL] += weight;
            }
        }
    }

    /** Number of classes that rank before the label. */
    private static int rank(float[] predictions, int at, int columns, int label) {
        float own = predictions[at + label];
        int before = 0;
        for (int j = 0; j < columns; j++) {
            float other = predictions[at + j];
            before += other > own || (other == own && j < label) ? 1 : 0;
        }
        return before;
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

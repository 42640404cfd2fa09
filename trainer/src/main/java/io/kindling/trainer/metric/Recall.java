package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Weighted share of the examples of a class that were found, its mean over the classes; for one yes or no, of the yes. A class that was predicted and never occurred has 0; one that
 * neither was predicted nor occurred is left out.
 */
public record Recall() implements Metric {

    @Override
    public String name() {
        return "recall";
    }

    @Override
    public boolean appliesTo(Task task) {
        return task != Task.REGRESSION;
    }

    @Override
    public int sums(int columns) {
        return Outcomes.sums(columns);
    }

    @Override
    public void add(float[] predictions, Targets targets, int n, int columns, double[] sums, int at) {
        Outcomes.add(predictions, targets, n, columns, sums, at);
    }

    @Override
    public double value(double[] sums, int at, int columns) {
        return Outcomes.mean(sums, at, columns, (right, predicted, actual) -> Outcomes.divided(right, actual));
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }
}

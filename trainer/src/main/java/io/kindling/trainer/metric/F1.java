package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;
import io.kindling.trainer.loss.Task;

/**
 * Harmonic mean of precision and recall of a class, its mean over the classes; for one yes or no, of the yes. A class that neither was predicted nor occurred is left out.
 */
public record F1() implements Metric {

    @Override
    public String name() {
        return "f1";
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
        return Outcomes.mean(sums, at, columns, (right, predicted, actual) -> 2 * right / (predicted + actual));
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }
}

package io.kindling.trainer.metric;

/**
 * F1 score: harmonic mean of precision and recall. With one binary output, of the positive class; otherwise the mean
 * over the classes. A class that was neither predicted nor occurred is skipped.
 */
public record F1() implements ClassShare {

    @Override
    public String name() {
        return "f1";
    }

    @Override
    public double of(double right, double predicted, double actual) {
        return 2 * right / (predicted + actual);
    }
}

package io.kindling.trainer.metric;

/**
 * Weighted share of correct predictions among all predictions of a class. With one binary output, of the positive
 * class; otherwise the mean over the classes. A class that occurred but was never predicted has 0; a class that was
 * neither predicted nor occurred is skipped.
 */
public record Precision() implements ClassShare {

    @Override
    public String name() {
        return "precision";
    }

    @Override
    public double of(double right, double predicted, double actual) {
        return Outcomes.divided(right, predicted);
    }
}

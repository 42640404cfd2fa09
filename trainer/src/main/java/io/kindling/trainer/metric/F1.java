package io.kindling.trainer.metric;

/**
 * Harmonic mean of precision and recall of a class, its mean over the classes; for one yes or no, of the yes. A class that neither was predicted nor occurred is left out.
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

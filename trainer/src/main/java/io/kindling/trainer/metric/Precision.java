package io.kindling.trainer.metric;

/**
 * Weighted share of the right ones among the predictions of a class, its mean over the classes; for one yes or no, of the yes. A class that was never predicted has 0; one that
 * neither was predicted nor occurred is left out.
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

package io.kindling.trainer.metric;

/**
 * Weighted share of the examples of a class that were found, its mean over the classes; for one yes or no, of the yes. A class that was predicted and never occurred has 0; one that
 * neither was predicted nor occurred is left out.
 */
public record Recall() implements ClassShare {

    @Override
    public String name() {
        return "recall";
    }

    @Override
    public double of(double right, double predicted, double actual) {
        return Outcomes.divided(right, actual);
    }
}

package io.kindling.trainer.metric;

/**
 * Weighted share of the examples of a class that were predicted correctly. With one binary output, of the positive
 * class; otherwise the mean over the classes. A class that was predicted but never occurred has 0; a class that was
 * neither predicted nor occurred is skipped.
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

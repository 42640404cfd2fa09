package io.kindling.trainer.loss;

/** Squared error, (output - target)^2, mean over all elements. */
public record Mse() implements ElementwiseLoss {

    @Override
    public double loss(double output, double target, int column) {
        double distance = output - target;
        return distance * distance;
    }

    @Override
    public double derivative(double output, double target, int column) {
        return 2 * (output - target);
    }
}

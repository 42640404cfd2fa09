package io.kindling.trainer.loss;

/** Absolute error, |output - target|, mean over all elements; the derivative at 0 is 0. */
public record L1() implements ElementwiseLoss {

    @Override
    public double loss(double output, double target, int column) {
        return Math.abs(output - target);
    }

    @Override
    public double derivative(double output, double target, int column) {
        return Math.signum(output - target);
    }
}

package io.kindling.trainer.loss;

import io.kindling.trainer.error.Numbers;

/**
 * Smooth L1 loss, with d = output - target: |d| < beta ? d^2 / (2 beta) : |d| - beta / 2, mean over all elements
 * (Girshick, "Fast R-CNN", 2015). {@link Huber} is this loss multiplied by delta.
 *
 * @param beta transition from quadratic to linear; 0 gives {@link L1}; default 1
 */
public record SmoothL1(double beta) implements ElementwiseLoss {
    public SmoothL1 {
        Numbers.nonNegative("smoothL1.beta", beta);
    }

    public SmoothL1() {
        this(1);
    }

    @Override
    public double loss(double output, double target, int column) {
        double distance = Math.abs(output - target);
        return distance < beta ? distance * distance / (2 * beta) : distance - beta / 2;
    }

    @Override
    public double derivative(double output, double target, int column) {
        double distance = output - target;
        return Math.abs(distance) < beta ? distance / beta : Math.signum(distance);
    }
}

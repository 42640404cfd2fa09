package io.kindling.trainer.loss;

import io.kindling.trainer.error.Numbers;

/**
 * Huber loss, with d = output - target: |d| <= delta ? d^2 / 2 : delta (|d| - delta / 2), mean over all elements
 * (Huber, 1964).
 *
 * @param delta transition from quadratic to linear, positive; default 1
 */
public record Huber(double delta) implements ElementwiseLoss {
    public Huber {
        Numbers.positive("huber.delta", delta);
    }

    public Huber() {
        this(1);
    }

    @Override
    public double loss(double output, double target, int column) {
        double distance = Math.abs(output - target);
        return distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2);
    }

    @Override
    public double derivative(double output, double target, int column) {
        return Math.max(-delta, Math.min(output - target, delta));
    }
}

package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;

/**
 * base * gamma^t: {@code ExponentialLR} of PyTorch.
 *
 * @param gamma factor of each update or epoch
 */
public record Exponential(double gamma) implements Schedule {
    public Exponential {
        Numbers.positive("exponential.gamma", gamma);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        return base * StrictMath.pow(gamma, (double) t);
    }
}

package io.kindling.trainer.schedule;

import io.kindling.trainer.config.ConfigName;
import io.kindling.trainer.error.Numbers;

/**
 * base * gamma^t: {@code ExponentialLR} of PyTorch.
 *
 * @param gamma factor per update or epoch
 */
@ConfigName("exponential")
public record ExponentialDecay(double gamma) implements Schedule {
    public ExponentialDecay {
        Numbers.positive("exponential.gamma", gamma);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        return base * StrictMath.pow(gamma, (double) t);
    }
}

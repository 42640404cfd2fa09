package io.kindling.trainer.schedule;

import io.kindling.trainer.config.ConfigName;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;

/**
 * base * gamma^floor(t / stepSize): {@code StepLR} of PyTorch.
 *
 * @param stepSize number of updates or epochs between reductions
 * @param gamma factor per reduction; default 0.1
 */
@ConfigName("step")
public record StepDecay(int stepSize, double gamma) implements Schedule {
    public StepDecay {
        Dimensions.positive("step.stepSize", stepSize);
        Numbers.positive("step.gamma", gamma);
    }

    public StepDecay(int stepSize) {
        this(stepSize, 0.1);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        long reductions = t / stepSize;
        return base * StrictMath.pow(gamma, (double) reductions);
    }
}

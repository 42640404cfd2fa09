package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;

/**
 * base (startFactor + (endFactor - startFactor) min(t, totalIterations) / totalIterations): {@code LinearLR} of
 * PyTorch.
 *
 * @param totalIterations number of updates or epochs until endFactor; {@code total_iters}
 * @param startFactor factor of the base rate at t = 0, in [0, 1]; default 1/3
 * @param endFactor factor of the base rate from totalIterations on, in [0, 1]; default 1
 */
public record LinearWarmup(int totalIterations, double startFactor, double endFactor) implements Schedule {
    public LinearWarmup {
        Dimensions.positive("linearWarmup.totalIterations", totalIterations);
        Numbers.fraction("linearWarmup.startFactor", startFactor);
        Numbers.fraction("linearWarmup.endFactor", endFactor);
    }

    public LinearWarmup(int totalIterations) {
        this(totalIterations, 1.0 / 3, 1);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        double share = (double) Math.min(t, totalIterations) / totalIterations;
        return base * (startFactor + (endFactor - startFactor) * share);
    }
}

package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;

/**
 * base (1 - min(t, totalIterations) / totalIterations)^power: {@code PolynomialLR} of PyTorch. From totalIterations on
 * the rate is 0.
 *
 * @param totalIterations number of updates or epochs until the rate is 0; {@code total_iters}
 * @param power positive; default 1
 */
public record Polynomial(int totalIterations, double power) implements Schedule {
    public Polynomial {
        Dimensions.positive("polynomial.totalIterations", totalIterations);
        Numbers.positive("polynomial.power", power);
    }

    public Polynomial(int totalIterations) {
        this(totalIterations, 1);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        double share = (double) Math.min(t, totalIterations) / totalIterations;
        return base * StrictMath.pow(1 - share, power);
    }
}

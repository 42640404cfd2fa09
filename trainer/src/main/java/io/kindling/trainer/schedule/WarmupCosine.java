package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;

/**
 * Linear warmup from startFactor * base to base for t &lt; warmupIterations, then {@link CosineAnnealing} of t -
 * warmupIterations: {@code LinearLR} before {@code CosineAnnealingLR} in a {@code SequentialLR} of PyTorch. It reaches
 * etaMin at warmupIterations + tMax and stays there.
 *
 * @param warmupIterations number of updates or epochs of the warmup; 0 for none
 * @param tMax number of updates or epochs of the annealing
 * @param startFactor factor of the base rate at t = 0, in [0, 1]; default 1/3
 * @param etaMin final rate; default 0
 */
public record WarmupCosine(int warmupIterations, int tMax, double startFactor, double etaMin) implements Schedule {
    public WarmupCosine {
        Dimensions.atLeast(0, "warmupCosine.warmupIterations", warmupIterations);
        Dimensions.positive("warmupCosine.tMax", tMax);
        Numbers.fraction("warmupCosine.startFactor", startFactor);
        Numbers.nonNegative("warmupCosine.etaMin", etaMin);
    }

    public WarmupCosine(int warmupIterations, int tMax) {
        this(warmupIterations, tMax, 1.0 / 3, 0);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        return t < warmupIterations
                ? new LinearWarmup(warmupIterations, startFactor, 1).learningRate(base, t, state)
                : new CosineAnnealing(tMax, etaMin).learningRate(base, t - warmupIterations, state);
    }
}

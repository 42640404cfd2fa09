package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;

/**
 * etaMin + (base - etaMin) (1 + cos(pi t / tMax)) / 2 (Loshchilov and Hutter, 2017): {@code CosineAnnealingLR} of
 * PyTorch. After tMax the rate stays at etaMin; in PyTorch it rises again.
 *
 * @param tMax number of updates or epochs until etaMin
 * @param etaMin final rate; default 0
 */
public record CosineAnnealing(int tMax, double etaMin) implements Schedule {
    public CosineAnnealing {
        Dimensions.positive("cosineAnnealing.tMax", tMax);
        Numbers.nonNegative("cosineAnnealing.etaMin", etaMin);
    }

    public CosineAnnealing(int tMax) {
        this(tMax, 0);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        double share = (double) Math.min(t, tMax) / tMax;
        return etaMin + (base - etaMin) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }
}

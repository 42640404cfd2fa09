package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * One-cycle policy: rises from maxLearningRate / divFactor to maxLearningRate at t = pctStart * totalSteps - 1 (not
 * necessarily an integer), then falls to maxLearningRate / divFactor / finalDivFactor at t = totalSteps - 1 (Smith and
 * Topin, 2018): {@code OneCycleLR} of PyTorch with two phases and without momentum cycling. The optimizer's learning
 * rate is ignored. From totalSteps on the rate stays constant; PyTorch fails there.
 *
 * @param maxLearningRate maximum rate; {@code max_lr}
 * @param totalSteps total number of updates or epochs
 * @param pctStart share of the steps in which the rate rises, in [0, 1]; default 0.3
 * @param divFactor default 25
 * @param finalDivFactor default 1e4
 * @param annealStrategy default {@link AnnealStrategy#COS}
 */
public record OneCycle(
        double maxLearningRate,
        int totalSteps,
        double pctStart,
        double divFactor,
        double finalDivFactor,
        AnnealStrategy annealStrategy)
        implements Schedule {

    /** Shape of the curve between two rates. */
    public enum AnnealStrategy {
        /** Half a cosine wave. */
        COS,
        /** A straight line. */
        LINEAR
    }

    public OneCycle {
        Numbers.nonNegative("oneCycle.maxLearningRate", maxLearningRate);
        Dimensions.positive("oneCycle.totalSteps", totalSteps);
        Numbers.fraction("oneCycle.pctStart", pctStart);
        Numbers.positive("oneCycle.divFactor", divFactor);
        Numbers.positive("oneCycle.finalDivFactor", finalDivFactor);
        Objects.requireNonNull(annealStrategy, "annealStrategy");
    }

    public OneCycle(double maxLearningRate, int totalSteps) {
        this(maxLearningRate, totalSteps, 0.3, 25, 1e4, AnnealStrategy.COS);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        double first = maxLearningRate / divFactor;
        double last = first / finalDivFactor;
        double top = pctStart * totalSteps - 1;
        double end = totalSteps - 1;
        double now = Math.min(t, totalSteps - 1L);
        if (now <= top) {
            return anneal(first, maxLearningRate, top == 0 ? 1 : now / top);
        }
        return anneal(maxLearningRate, last, (now - top) / (end - top));
    }

    private double anneal(double from, double to, double share) {
        return annealStrategy == AnnealStrategy.LINEAR
                ? from + (to - from) * share
                : to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }
}

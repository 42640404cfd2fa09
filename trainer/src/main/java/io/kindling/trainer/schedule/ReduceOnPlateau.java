package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * The rate falls by a factor each time more than {@code patience} values of the watched metric in a row were no better than the best:
 * {@code ReduceLROnPlateau} of PyTorch. Time plays no part, values do. A value that is not a number is no better.
 *
 * @param mode whether smaller or larger is better, default {@link Mode#MIN}
 * @param factor of each reduction, in [0, 1), default 0.1
 * @param patience values without improvement that are borne, default 10
 * @param threshold how much better counts as better, default 1e-4
 * @param thresholdMode default {@link ThresholdMode#REL}
 * @param cooldown values after a reduction that count as good, default 0
 * @param minLearningRate the rate falls no lower, default 0; {@code min_lr}
 * @param eps a reduction by no more than this is left out, default 1e-8
 */
public record ReduceOnPlateau(
        Mode mode,
        double factor,
        int patience,
        double threshold,
        ThresholdMode thresholdMode,
        int cooldown,
        double minLearningRate,
        double eps)
        implements Schedule {

    /** What is better. */
    public enum Mode {
        /** Smaller: a loss. */
        MIN,
        /** Larger: an accuracy. */
        MAX
    }

    /** What the threshold is a measure of. */
    public enum ThresholdMode {
        /** A share of the best value. */
        REL,
        /** A difference to the best value. */
        ABS
    }

    public ReduceOnPlateau {
        Objects.requireNonNull(mode, "mode");
        Numbers.belowOne("reduceOnPlateau.factor", factor);
        Dimensions.atLeast(0, "reduceOnPlateau.patience", patience);
        Numbers.nonNegative("reduceOnPlateau.threshold", threshold);
        Objects.requireNonNull(thresholdMode, "thresholdMode");
        Dimensions.atLeast(0, "reduceOnPlateau.cooldown", cooldown);
        Numbers.nonNegative("reduceOnPlateau.minLearningRate", minLearningRate);
        Numbers.nonNegative("reduceOnPlateau.eps", eps);
    }

    public ReduceOnPlateau() {
        this(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, 0, 1e-8);
    }

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        return state.learningRate();
    }

    @Override
    public ScheduleState observe(ScheduleState state, double metric) {
        boolean better = isBetter(metric, state.best());
        double best = better ? metric : state.best();
        boolean cooling = state.cooldown() > 0;
        int bad = better || cooling ? 0 : state.bad() + 1;
        if (bad > patience) {
            return new ScheduleState(reduced(state.learningRate()), best, 0, cooldown);
        }
        return new ScheduleState(state.learningRate(), best, bad, cooling ? state.cooldown() - 1 : 0);
    }

    private boolean isBetter(double metric, double best) {
        if (Double.isNaN(best)) {
            return !Double.isNaN(metric);
        }
        double margin = thresholdMode == ThresholdMode.REL ? best * threshold : threshold;
        return mode == Mode.MIN ? metric < best - margin : metric > best + margin;
    }

    private double reduced(double learningRate) {
        double lower = Math.max(learningRate * factor, minLearningRate);
        return learningRate - lower > eps ? lower : learningRate;
    }
}

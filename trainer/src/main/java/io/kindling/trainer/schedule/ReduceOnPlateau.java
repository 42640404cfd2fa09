package io.kindling.trainer.schedule;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * Multiplies the rate by a factor after more than {@code patience} consecutive values of the watched metric without
 * improvement: {@code ReduceLROnPlateau} of PyTorch. The rate depends on metric values, not on time. NaN is not an
 * improvement.
 *
 * @param mode whether lower or higher values are better; default {@link Mode#MIN}
 * @param factor factor of each reduction, in [0, 1); default 0.1
 * @param patience number of values without improvement before a reduction; default 10
 * @param threshold minimum change that counts as an improvement; default 1e-4
 * @param thresholdMode whether the threshold is relative or absolute; default {@link ThresholdMode#REL}
 * @param cooldown number of values after a reduction that do not count as bad; default 0
 * @param minLearningRate lower bound of the rate; default 0; {@code min_lr}
 * @param eps a reduction of at most eps is skipped; default 1e-8
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

    /** Direction of improvement. */
    public enum Mode {
        /** Lower values are better, such as a loss. */
        MIN,
        /** Higher values are better, such as an accuracy. */
        MAX
    }

    /** Meaning of the threshold. */
    public enum ThresholdMode {
        /** Relative to the best value. */
        REL,
        /** Absolute difference to the best value. */
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

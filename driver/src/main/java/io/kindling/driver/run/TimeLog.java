package io.kindling.driver.run;

import io.kindling.driver.training.GradientTimes;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures the time of an iteration by part, in milliseconds: the parts of {@link GradientTimes}, {@code apply} (the
 * update), {@code other} (reports, checkpoints) and {@code total}. Also computes {@code efficiency}, the share of
 * arithmetic (compute, merge, apply) in the total, which a single process without Spark would need as well.
 */
final class TimeLog implements TrainingListener {
    private final Parts epoch = new Parts();
    private final Parts steady = new Parts();
    private Map<String, Double> lastEpoch = Map.of();
    private int epochs;
    private long gradientEnd;
    private long updated = System.nanoTime();

    /** Sums in nanoseconds. */
    private static final class Parts {
        private GradientTimes gradient = GradientTimes.NONE;
        private long apply;
        private long total;
        private long iterations;

        void clear() {
            gradient = GradientTimes.NONE;
            apply = 0;
            total = 0;
            iterations = 0;
        }

        void add(Parts other) {
            gradient = gradient.plus(other.gradient);
            apply += other.apply;
            total += other.total;
            iterations += other.iterations;
        }

        Map<String, Double> milliseconds() {
            if (iterations == 0) {
                return Map.of();
            }
            Map<String, Double> parts = new LinkedHashMap<>();
            parts.put("schedule", mean(gradient.schedule()));
            parts.put("broadcast", mean(gradient.broadcast()));
            parts.put("compute", mean(gradient.compute()));
            parts.put("serialise", mean(gradient.serialise()));
            parts.put("merge", mean(gradient.merge()));
            parts.put("apply", mean(apply));
            parts.put("other", mean(Math.max(0, total - gradient.total() - apply)));
            parts.put("total", mean(total));
            double arithmetic = gradient.compute() + gradient.merge() + apply;
            parts.put("efficiency", rounded(arithmetic / total));
            return parts;
        }

        private double mean(long nanoseconds) {
            return rounded(nanoseconds / 1e6 / iterations);
        }

        private static double rounded(double value) {
            return Math.round(value * 1e3) / 1e3;
        }
    }

    /** Adds the times of one gradient. */
    void add(GradientTimes times) {
        epoch.gradient = epoch.gradient.plus(times);
        gradientEnd = System.nanoTime();
    }

    @Override
    public void onIteration(IterationReport report, TrainingState state) {
        long now = System.nanoTime();
        epoch.apply += now - gradientEnd;
        epoch.total += now - updated;
        epoch.iterations++;
        updated = now;
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        lastEpoch = epoch.milliseconds();
        if (epochs == 1) {
            steady.clear();
        }
        steady.add(epoch);
        epochs++;
        epoch.clear();
        updated = System.nanoTime();
    }

    /** Returns the mean by part over the last epoch; empty before the first. */
    Map<String, Double> lastEpoch() {
        return lastEpoch;
    }

    /**
     * Returns the mean by part over all epochs. Skips the first epoch, in which the JVM warms up, unless it is the only
     * one.
     */
    Map<String, Double> steady() {
        return steady.milliseconds();
    }
}

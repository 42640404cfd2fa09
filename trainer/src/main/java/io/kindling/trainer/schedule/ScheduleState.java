package io.kindling.trainer.schedule;

/**
 * State of a schedule that watches a metric. Part of a checkpoint.
 *
 * @param learningRate current learning rate
 * @param best value of the metric so far; NaN before the first value
 * @param bad number of consecutive values without improvement
 * @param cooldown remaining values that do not count as bad
 */
public record ScheduleState(double learningRate, double best, int bad, int cooldown) {

    /** The state before the first value. */
    public static ScheduleState none(double base) {
        return new ScheduleState(base, Double.NaN, 0, 0);
    }
}

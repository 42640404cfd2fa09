package io.kindling.trainer.schedule;

/**
 * What a schedule that watches a metric remembers; part of a checkpoint.
 *
 * @param learningRate in force
 * @param best value of the metric so far; not a number before the first
 * @param bad number of values in a row that were no better
 * @param cooldown values still to pass before the next are counted
 */
public record ScheduleState(double learningRate, double best, int bad, int cooldown) {

    /** The state before any value. */
    public static ScheduleState none(double base) {
        return new ScheduleState(base, Double.NaN, 0, 0);
    }
}

package io.kindling.driver.training;

/**
 * Where the time of one gradient went, in nanoseconds of the driver's wall clock. The parts add up to {@code total}.
 *
 * @param schedule Spark: from the driver to the tasks and back, less what the tasks did
 * @param broadcast sending the model, and reading it in the slowest task
 * @param compute in the slowest task: gathering rows, forward, backward, merging the shards of the task
 * @param serialise turning gradients into bytes and back
 * @param merge adding up on the driver, as far as no task was waited for
 * @param total from the call to the sum
 */
public record GradientTimes(long schedule, long broadcast, long compute, long serialise, long merge, long total) {
    public static final GradientTimes NONE = new GradientTimes(0, 0, 0, 0, 0, 0);

    /** One after the other. */
    public GradientTimes plus(GradientTimes next) {
        return new GradientTimes(
                schedule + next.schedule,
                broadcast + next.broadcast,
                compute + next.compute,
                serialise + next.serialise,
                merge + next.merge,
                total + next.total);
    }
}

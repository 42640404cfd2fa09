package io.kindling.driver.training;

/**
 * Time spent in the parts of one gradient computation, in nanoseconds of the driver's wall clock. The parts add up to
 * {@code total}.
 *
 * @param schedule Spark overhead: from the driver to the tasks and back, without the work of the tasks
 * @param broadcast sending the model and reading it, in the slowest task
 * @param compute gathering rows, forward, backward, and merging the shards, in the slowest task
 * @param serialise serializing and deserializing gradients
 * @param merge adding gradients on the driver after the last task finished
 * @param total from the call to the sum
 */
public record GradientTimes(long schedule, long broadcast, long compute, long serialise, long merge, long total) {
    public static final GradientTimes NONE = new GradientTimes(0, 0, 0, 0, 0, 0);

    /** The sum of two consecutive computations. */
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

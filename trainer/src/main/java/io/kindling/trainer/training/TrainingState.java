package io.kindling.trainer.training;

import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.schedule.ScheduleState;

/**
 * Complete state of a training between two iterations, as stored in a checkpoint. The training loop updates the arrays
 * in place.
 */
public final class TrainingState {
    private final ModelState model;
    private final float[][] slots;
    private int epoch;
    private long batch;
    private long iteration;
    private MetricSums epochSums;
    private ScheduleState schedule;
    private EarlyStopping.Progress stopping;

    /** Creates a state at a position.
     *
     * @param model model; overwritten by training
     * @param slots optimizer slots; overwritten by training
     * @param next position of the next iteration
     * @param epochSums loss and metrics of the epoch so far
     * @param stopping state of early stopping
     */
    public TrainingState(
            ModelState model,
            float[][] slots,
            BatchPosition next,
            MetricSums epochSums,
            ScheduleState schedule,
            EarlyStopping.Progress stopping) {
        this.model = model;
        this.slots = slots;
        this.epoch = next.epoch();
        this.batch = next.batch();
        this.iteration = next.iteration();
        this.epochSums = epochSums;
        this.schedule = schedule;
        this.stopping = stopping;
    }

    public ModelState model() {
        return model;
    }

    public float[][] slots() {
        return slots;
    }

    /** Epoch of the next iteration, from 0. */
    public int epoch() {
        return epoch;
    }

    /** Number of the next batch inside its epoch, from 0. */
    public long batch() {
        return batch;
    }

    /** Number of completed updates. */
    public long iteration() {
        return iteration;
    }

    public MetricSums epochSums() {
        return epochSums;
    }

    public ScheduleState schedule() {
        return schedule;
    }

    public EarlyStopping.Progress stopping() {
        return stopping;
    }

    /** A deep copy: a snapshot that later training does not change. */
    public TrainingState copy() {
        float[][] slotCopies = new float[slots.length][];
        for (int i = 0; i < slots.length; i++) {
            slotCopies[i] = slots[i].clone();
        }
        MetricSums sums = new MetricSums(
                epochSums.metrics(), epochSums.columns(), epochSums.sums().clone());
        return new TrainingState(
                model.copy(), slotCopies, new BatchPosition(epoch, batch, iteration), sums, schedule, stopping);
    }

    void finishIteration() {
        batch++;
        iteration++;
    }

    void finishEpoch(ScheduleState nextSchedule, EarlyStopping.Progress nextStopping) {
        epoch++;
        batch = 0;
        epochSums = new MetricSums(epochSums.metrics(), epochSums.columns());
        schedule = nextSchedule;
        stopping = nextStopping;
    }
}

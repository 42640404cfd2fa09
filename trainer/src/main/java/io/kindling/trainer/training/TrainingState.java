package io.kindling.trainer.training;

import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.schedule.ScheduleState;

/**
 * Everything that a training knows between two iterations; what a checkpoint holds. The arrays are those that the loop works on.
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

    /**
     * A state at a position.
     *
     * @param model overwritten by the training
     * @param slots of the optimizer, overwritten by the training
     * @param next position of the next iteration
     * @param epochSums loss and metrics of the epoch so far
     * @param stopping what early stopping remembers
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

    /** The epoch that the next iteration belongs to, from 0. */
    public int epoch() {
        return epoch;
    }

    /** Number of the next batch inside its epoch, from 0. */
    public long batch() {
        return batch;
    }

    /** Updates done. */
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

    /** A copy that shares no array: a snapshot while training goes on. */
    public TrainingState copy() {
        float[][] slotCopies = new float[slots.length][];
        for (int i = 0; i < slots.length; i++) {
            slotCopies[i] = slots[i].clone();
        }
        MetricSums sums = new MetricSums(
                epochSums.metrics(), epochSums.columns(), epochSums.sums().clone());
        return new TrainingState(model.copy(), slotCopies, new BatchPosition(epoch, batch, iteration), sums, schedule, stopping);
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

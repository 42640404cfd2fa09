package io.kindling.trainer.schedule;

import java.io.Serializable;

/** The learning rate over time. Schedules hold hyper-parameters alone; what the one that watches a metric remembers is passed in. */
public sealed interface Schedule extends Serializable
        permits ConstantRate,
                CosineAnnealing,
                ExponentialDecay,
                LinearWarmup,
                MultiStep,
                OneCycle,
                Polynomial,
                ReduceOnPlateau,
                StepDecay,
                WarmupCosine {

    /**
     * The rate in force for update or epoch t, counted from 0. Behind its horizon a schedule keeps its last rate.
     *
     * @param base the optimizer's learning rate
     * @param state from {@link #initialState} or {@link #observe}
     */
    double learningRate(double base, long t, ScheduleState state);

    /** What is remembered before the first metric. */
    default ScheduleState initialState(double base) {
        return ScheduleState.none(base);
    }

    /** What is remembered after one more value of the watched metric (the validation loss of an epoch). */
    default ScheduleState observe(ScheduleState state, double metric) {
        return state;
    }
}

package io.kindling.trainer.schedule;

import java.io.Serializable;

/**
 * Learning rate schedule. Schedules hold hyperparameters only; the state of a schedule that watches a metric is an
 * argument.
 */
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
     * Returns the learning rate of update or epoch t, from 0. After its last step, a schedule keeps its final rate.
     *
     * @param base the optimizer's learning rate
     * @param state state from {@link #initialState} or {@link #observe}
     */
    double learningRate(double base, long t, ScheduleState state);

    /** The state before the first metric value. */
    default ScheduleState initialState(double base) {
        return ScheduleState.none(base);
    }

    /** The state after another value of the watched metric, the validation loss of an epoch. */
    default ScheduleState observe(ScheduleState state, double metric) {
        return state;
    }
}

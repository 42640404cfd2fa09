package io.kindling.trainer.training;

/** What a schedule counts. */
public enum ScheduleUnit {
    EPOCH,
    ITERATION
}

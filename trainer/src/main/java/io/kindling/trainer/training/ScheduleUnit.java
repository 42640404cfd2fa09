package io.kindling.trainer.training;

/** Unit of time of a learning rate schedule. */
public enum ScheduleUnit {
    EPOCH,
    ITERATION
}

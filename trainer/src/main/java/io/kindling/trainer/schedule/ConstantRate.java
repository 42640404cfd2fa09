package io.kindling.trainer.schedule;

import io.kindling.trainer.config.ConfigName;

/** A constant learning rate. */
@ConfigName("constant")
public record ConstantRate() implements Schedule {

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        return base;
    }
}

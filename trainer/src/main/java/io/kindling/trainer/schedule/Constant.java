package io.kindling.trainer.schedule;

/** The base rate throughout. */
public record Constant() implements Schedule {

    @Override
    public double learningRate(double base, long t, ScheduleState state) {
        return base;
    }
}

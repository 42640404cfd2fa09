package io.kindling.driver.config;

import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.regularizer.NoPenalty;
import io.kindling.trainer.regularizer.Regularizer;
import io.kindling.trainer.schedule.ConstantRate;
import io.kindling.trainer.schedule.Schedule;

/**
 * The optimization of the parameters.
 *
 * @param optimizer with its learning rate
 * @param schedule of the learning rate; default constant
 * @param regularizer penalty added to the loss and its gradient; default none
 */
public record OptimizationConfig(OptimizerSpec optimizer, Schedule schedule, Regularizer regularizer) {
    public OptimizationConfig(OptimizerSpec optimizer) {
        this(optimizer, new ConstantRate(), new NoPenalty());
    }
}

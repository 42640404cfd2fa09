package io.kindling.trainer.training;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.regularizer.NoPenalty;
import io.kindling.trainer.regularizer.Regularizer;
import io.kindling.trainer.schedule.ConstantRate;
import io.kindling.trainer.schedule.Schedule;
import java.util.List;
import java.util.Objects;

/**
 * Complete specification of a training, except for the data. {@link LocalTraining} runs it in this process, distributed
 * training on a cluster; on the same examples both give the same bits.
 *
 * @param network layers and the shape of an example
 * @param loss loss to minimize
 * @param metrics metrics reported for each epoch and each evaluation, in addition to the loss
 * @param optimizer optimizer and its learning rate
 * @param schedule learning rate schedule; default constant
 * @param regularizer penalty on the parameters; default none
 * @param training epochs, batches and seed
 */
public record TrainingSpec(
        NetworkSpec network,
        LossFunction loss,
        List<Metric> metrics,
        OptimizerSpec optimizer,
        Schedule schedule,
        Regularizer regularizer,
        TrainingConfig training) {
    public TrainingSpec {
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(regularizer, "regularizer");
        Objects.requireNonNull(training, "training");
        metrics = List.copyOf(metrics);
        loss.validateColumns(Network.of(network).output().size());
    }

    /** A specification with the default metrics of the loss, a constant learning rate and no penalty. */
    public TrainingSpec(NetworkSpec network, LossFunction loss, OptimizerSpec optimizer, TrainingConfig training) {
        this(network, loss, Metric.defaults(loss.task()), optimizer, new ConstantRate(), new NoPenalty(), training);
    }

    public TrainingSpec withRegularizer(Regularizer other) {
        return new TrainingSpec(network, loss, metrics, optimizer, schedule, other, training);
    }

    public TrainingSpec withTraining(TrainingConfig other) {
        return new TrainingSpec(network, loss, metrics, optimizer, schedule, regularizer, other);
    }

    public TrainingSpec withMetrics(List<Metric> others) {
        return new TrainingSpec(network, loss, others, optimizer, schedule, regularizer, training);
    }
}

package io.kindling.driver.experiment;

import io.kindling.driver.data.DataConfig;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.tracking.TrackingConfig;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.regularizer.None;
import io.kindling.trainer.regularizer.Regularizer;
import io.kindling.trainer.schedule.Constant;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.TrainingConfig;
import java.util.List;
import java.util.stream.Stream;

/**
 * One experiment: the sections of a configuration file.
 *
 * <p>A metric that has no meaning for the loss, and a rule for early stopping that watches nothing, are refused.
 *
 * @param data sources, columns, split and scaling of the examples
 * @param network layers, and the shape of an example
 * @param loss what is made small
 * @param optimizer how the parameters follow the gradient, and its learning rate
 * @param training epochs, batches, early stopping, clipping
 * @param schedule of the learning rate; default constant
 * @param regularizer added to the loss, and to its gradient; default none
 * @param metrics what is reported beside the loss; empty, the default, takes those usual for the loss
 * @param output where results go; null there takes a new folder below {@code runs}
 * @param tracking which other programs are told of the training; default none
 * @param registry where the model is kept as a version, and what makes it the champion; null, the default, for no registry
 */
public record ExperimentConfig(
        DataConfig data,
        NetworkConfig network,
        LossFunction loss,
        OptimizerSpec optimizer,
        Schedule schedule,
        Regularizer regularizer,
        List<Metric> metrics,
        TrainingConfig training,
        OutputConfig output,
        TrackingConfig tracking,
        RegistryConfig registry) {
    public ExperimentConfig {
        metrics = List.copyOf(metrics);
        requireWatched(training.earlyStopping(), data, Metric.reported(metrics, loss));
        if (registry != null && registry.gate() != null) {
            Metric.requireMeaning("registry.gate.metric", registry.gate().metric(), loss);
        }
    }

    private static void requireWatched(EarlyStopping rule, DataConfig data, List<Metric> reported) {
        if (rule == null) {
            return;
        }
        List<String> names = Stream.concat(Stream.of("loss"), reported.stream().map(Metric::name))
                .toList();
        if (!names.contains(rule.metric())) {
            throw new ConfigurationException("Invalid training.earlyStopping.metric: " + rule.metric()
                    + " (validation reports " + String.join(", ", names) + "; add others to metrics)");
        }
        if (data.prepared() == null && data.validation() == null && data.validationFraction() == 0) {
            throw new ConfigurationException("Invalid training.earlyStopping: patience " + rule.patience()
                    + " (needs validation data; set data.validation or data.validationFraction)");
        }
    }

    public ExperimentConfig(
            DataConfig data,
            NetworkConfig network,
            LossFunction loss,
            OptimizerSpec optimizer,
            TrainingConfig training) {
        this(
                data,
                network,
                loss,
                optimizer,
                new Constant(),
                new None(),
                List.of(),
                training,
                new OutputConfig(),
                new TrackingConfig(),
                null);
    }
}

package io.kindling.driver.config;

import io.kindling.driver.data.DataConfig;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.tracking.TrackingConfig;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.TrainingSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * The configuration of one experiment: the sections of its file.
 *
 * <p>Rejects a metric that the loss does not support, and early stopping on a metric that is not reported.
 *
 * @param data sources, columns, split and scaling of the examples
 * @param model network, loss and metrics
 * @param optimization optimizer, schedule and regularizer
 * @param training epochs, batches, early stopping, clipping
 * @param results output, tracking and registry
 */
public record ExperimentConfig(
        DataConfig data,
        @Inline ModelConfig model,
        @Inline OptimizationConfig optimization,
        TrainingSection training,
        @Inline ResultsConfig results) {
    public ExperimentConfig {
        LossFunction loss = model.loss();
        requireMonitoredMetric(
                training.config().validation().earlyStopping(), data, Metric.reported(model.metrics(), loss));
        RegistryConfig registry = results.registry();
        if (registry != null && registry.gate() != null) {
            Metric.requireMeaning("registry.gate.metric", registry.gate().metric(), loss);
        }
    }

    private static void requireMonitoredMetric(EarlyStopping rule, DataConfig data, List<Metric> reported) {
        if (rule == null) {
            return;
        }
        List<String> names = Stream.concat(Stream.of("loss"), reported.stream().map(Metric::name))
                .toList();
        if (!names.contains(rule.metric())) {
            throw new ConfigurationException("Invalid training.earlyStopping.metric: " + rule.metric()
                    + " (validation reports " + String.join(", ", names) + "; add others to metrics)");
        }
        if (!data.sources().mayValidate()) {
            throw new ConfigurationException("Invalid training.earlyStopping: patience " + rule.patience()
                    + " (needs validation data; set data.validation or data.validationFraction)");
        }
    }

    public ExperimentConfig(
            DataConfig data,
            NetworkConfig network,
            LossFunction loss,
            OptimizerSpec optimizer,
            TrainingSection training) {
        this(
                data,
                new ModelConfig(network, loss, List.of()),
                new OptimizationConfig(optimizer),
                training,
                new ResultsConfig());
    }

    /**
     * Returns the training specification for examples of a shape.
     *
     * @throws ConfigurationException if parts of the configuration contradict each other
     */
    public TrainingSpec spec(Shape example) {
        return new TrainingSpec(
                network().over(example),
                loss(),
                Metric.reported(model.metrics(), loss()),
                optimization.optimizer(),
                optimization.schedule(),
                optimization.regularizer(),
                training.config());
    }

    public NetworkConfig network() {
        return model.network();
    }

    public LossFunction loss() {
        return model.loss();
    }

    public List<Metric> metrics() {
        return model.metrics();
    }

    public OutputConfig output() {
        return results.output();
    }

    public TrackingConfig tracking() {
        return results.tracking();
    }

    public RegistryConfig registry() {
        return results.registry();
    }
}

package io.kindling.driver.config;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import java.util.List;

/**
 * The network, its loss and its metrics.
 *
 * @param network layers, and the shape of an example
 * @param loss the objective to minimize
 * @param metrics reported in addition to the loss; empty, the default, uses the default metrics of the loss
 */
public record ModelConfig(NetworkConfig network, LossFunction loss, List<Metric> metrics) {
    public ModelConfig {
        metrics = List.copyOf(metrics);
    }
}

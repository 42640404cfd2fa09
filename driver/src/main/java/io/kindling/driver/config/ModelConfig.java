package io.kindling.driver.config;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.metric.Metric;
import java.util.List;

/**
 * The network and how it is judged.
 *
 * @param network layers, and the shape of an example
 * @param loss the objective to minimize
 * @param metrics what is reported beside the loss; empty, the default, takes those usual for the loss
 */
public record ModelConfig(NetworkConfig network, LossFunction loss, List<Metric> metrics) {
    public ModelConfig {
        metrics = List.copyOf(metrics);
    }
}

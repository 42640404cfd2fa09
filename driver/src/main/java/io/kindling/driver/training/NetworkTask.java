package io.kindling.driver.training;

import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.PerLabel;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.training.TrainingSpec;
import java.io.Serializable;
import java.util.List;

/**
 * The description of a training that each task receives: only specs, so it is small.
 *
 * @param network architecture of the network
 * @param loss loss to minimize
 * @param metrics reported metrics; computed per label for several binary labels, see {@link PerLabel}
 */
public record NetworkTask(NetworkSpec network, LossFunction loss, List<Metric> metrics) implements Serializable {
    public NetworkTask {
        metrics = List.copyOf(PerLabel.of(metrics, loss.task(), columns(network)));
    }

    /** Returns the description of a training. */
    public static NetworkTask of(TrainingSpec spec) {
        return new NetworkTask(spec.network(), spec.loss(), spec.metrics());
    }

    /** Number of network outputs. */
    public int columns() {
        return columns(network);
    }

    private static int columns(NetworkSpec network) {
        return Network.of(network).output().size();
    }

    /** Creates a computation with its own scratch memory. */
    public ShardComputation computation() {
        Network bound = Network.of(network);
        return computation(bound, new ArrayPool(bound.parameters().length()));
    }

    /**
     * Creates a computation with its own scratch memory and shared gradient arrays.
     *
     * @param gradients pool of gradient arrays, each as long as the parameters
     */
    public ShardComputation computation(ArrayPool gradients) {
        return computation(Network.of(network), gradients);
    }

    private ShardComputation computation(Network bound, ArrayPool gradients) {
        return new ShardComputation(bound, loss, metrics, Backend.ofThisJvm().gemm(), gradients);
    }
}

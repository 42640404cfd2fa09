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
 * What every task of a training knows: descriptions alone, small enough to travel with the task.
 *
 * @param network architecture
 * @param loss optimised
 * @param metrics reported; with several yes-or-nos, each label by label, see {@link PerLabel}
 */
public record NetworkTask(NetworkSpec network, LossFunction loss, List<Metric> metrics) implements Serializable {
    public NetworkTask {
        metrics = List.copyOf(PerLabel.of(metrics, loss.task(), columns(network)));
    }

    /** The task of a training. */
    public static NetworkTask of(TrainingSpec spec) {
        return new NetworkTask(spec.network(), spec.loss(), spec.metrics());
    }

    /** Output columns of the network. */
    public int columns() {
        return columns(network);
    }

    private static int columns(NetworkSpec network) {
        return Network.of(network).output().size();
    }

    /** The computation, with scratch of its own. */
    public ShardComputation computation() {
        Network bound = Network.of(network);
        return computation(bound, new ArrayPool(bound.parameters().length()));
    }

    /**
     * The computation, with scratch of its own but for the gradients.
     *
     * @param gradients where their arrays come from, each as long as the parameters
     */
    public ShardComputation computation(ArrayPool gradients) {
        return computation(Network.of(network), gradients);
    }

    private ShardComputation computation(Network bound, ArrayPool gradients) {
        return new ShardComputation(bound, loss, metrics, Backend.ofThisJvm().gemm(), gradients);
    }
}

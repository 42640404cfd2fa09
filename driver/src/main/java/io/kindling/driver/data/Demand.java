package io.kindling.driver.data;

import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.training.TrainingConfig;
import java.io.Serializable;

/**
 * What training asks of its data.
 *
 * @param input of the network
 * @param outputs width of the network's output
 * @param loss says how many targets there are, and which are valid
 * @param batchSize examples an update
 * @param shards logical shards an update
 * @param passes jobs that an update is spread over, one after another: its tasks are as many times those that run at once
 */
public record Demand(Shape input, int outputs, LossFunction loss, int batchSize, int shards, int passes)
        implements Serializable {

    /** A demand of a training whose updates are one job each, for a network that takes any shape of that many features. */
    public Demand(int features, int outputs, LossFunction loss, int batchSize, int shards) {
        this(features, outputs, loss, batchSize, shards, 1);
    }

    /** A demand for a network that takes any shape of that many features. */
    public Demand(int features, int outputs, LossFunction loss, int batchSize, int shards, int passes) {
        this(new Features(features), outputs, loss, batchSize, shards, passes);
    }

    /** Width of the network's input. */
    public int features() {
        return input.size();
    }

    /** What a network and its training ask for. */
    public static Demand of(Network network, LossFunction loss, TrainingConfig training) {
        return new Demand(
                network.spec().input(),
                network.output().size(),
                loss,
                training.examplesAnUpdate(),
                training.shardsOrDerived(),
                training.gradientAccumulation());
    }

    /** Classes that a single target tells apart: one per output, or 2 for one yes or no; 0 where targets are not classes. */
    int classes() {
        boolean single = loss.targetColumns(outputs) == 1;
        return switch (loss.task()) {
            case MULTICLASS -> single ? outputs : 0;
            case BINARY -> single ? 2 : 0;
            case REGRESSION -> 0;
        };
    }
}

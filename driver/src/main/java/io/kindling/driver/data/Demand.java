package io.kindling.driver.data;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.training.BatchingConfig;
import io.kindling.trainer.training.TrainingEngine;
import java.io.Serializable;

/**
 * What training asks of its data.
 *
 * @param features width of the network's input
 * @param outputs width of the network's output
 * @param loss says how many targets there are, and which are valid
 * @param batchSize examples an update
 * @param shards logical shards an update
 * @param passes jobs that an update is spread over, one after another: its tasks are as many times those that run at once
 */
public record Demand(int features, int outputs, LossFunction loss, int batchSize, int shards, int passes)
        implements Serializable {

    /** A demand of a training whose updates are one job each. */
    public Demand(int features, int outputs, LossFunction loss, int batchSize, int shards) {
        this(features, outputs, loss, batchSize, shards, 1);
    }

    /** What a training asks for. */
    public static Demand of(TrainingEngine engine) {
        BatchingConfig batching = engine.spec().training().batching();
        return new Demand(
                engine.spec().network().input().size(),
                engine.network().output().size(),
                engine.spec().loss(),
                batching.examplesPerUpdate(),
                batching.shardsOrDerived(),
                batching.gradientAccumulation());
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

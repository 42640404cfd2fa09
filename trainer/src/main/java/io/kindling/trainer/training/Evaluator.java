package io.kindling.trainer.training;

import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;

/** Computes loss and metrics of a model on held-out data. */
public interface Evaluator {

    /** Returns the sums over all examples. The order of summation does not depend on the cluster. */
    MetricSums evaluate(ModelState model);
}

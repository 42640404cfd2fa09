package io.kindling.trainer.training;

import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;

/** Loss and metrics of a model on data that is not trained on. */
public interface Evaluator {

    /** Sums over all examples, in an order that does not depend on the cluster. */
    MetricSums evaluate(ModelState model);
}

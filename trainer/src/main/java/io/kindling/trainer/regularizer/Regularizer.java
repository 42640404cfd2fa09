package io.kindling.trainer.regularizer;

import io.kindling.trainer.layout.Layout;
import java.io.Serializable;

/**
 * A penalty on the parameters, added to the loss on the driver, once per iteration, after the division of the data
 * gradient. Reports list it separately from the data loss.
 */
public sealed interface Regularizer extends Serializable permits ElasticNet, L1Penalty, L2Penalty, NoPenalty {

    /** Returns the penalty of the parameters. */
    double penalty(float[] parameters, Layout layout);

    /**
     * Adds the gradient of {@link #penalty} to {@code gradient}; reads {@code parameters}. At 0 the derivative of an
     * absolute value is 0.
     */
    void addGradient(float[] parameters, float[] gradient, Layout layout);
}

package io.kindling.trainer.regularizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Layout;
import java.util.Objects;

/**
 * The sum of {@link L1Penalty} and {@link L2Penalty} (Zou and Hastie, 2005): l1 * sum of |w| + l2 / 2 * sum of w^2. For
 * strength and l1Ratio of other libraries, set l1 = strength * l1Ratio, l2 = strength * (1 - l1Ratio).
 *
 * @param l1 strength of the L1 penalty, not negative
 * @param l2 strength of the L2 penalty, not negative
 * @param scope default {@link Scope#WEIGHTS}
 */
public record ElasticNet(double l1, double l2, Scope scope) implements Regularizer {
    public ElasticNet {
        Numbers.nonNegative("elasticNet.l1", l1);
        Numbers.nonNegative("elasticNet.l2", l2);
        Objects.requireNonNull(scope, "scope");
    }

    public ElasticNet(double l1, double l2) {
        this(l1, l2, Scope.WEIGHTS);
    }

    @Override
    public double penalty(float[] parameters, Layout layout) {
        return absolutes().penalty(parameters, layout) + squares().penalty(parameters, layout);
    }

    @Override
    public void addGradient(float[] parameters, float[] gradient, Layout layout) {
        absolutes().addGradient(parameters, gradient, layout);
        squares().addGradient(parameters, gradient, layout);
    }

    private L1Penalty absolutes() {
        return new L1Penalty(l1, scope);
    }

    private L2Penalty squares() {
        return new L2Penalty(l2, scope);
    }
}

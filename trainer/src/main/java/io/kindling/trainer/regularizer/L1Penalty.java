package io.kindling.trainer.regularizer;

import io.kindling.trainer.config.ConfigName;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.optimizer.Norm;
import java.util.Objects;

/**
 * L1 penalty, strength * sum of |w| (Tibshirani, "Regression shrinkage and selection via the lasso", 1996), with
 * gradient strength * sign(w), 0 at 0.
 *
 * @param strength not negative
 * @param scope default {@link Scope#WEIGHTS}
 */
@ConfigName("l1")
public record L1Penalty(double strength, Scope scope) implements Regularizer {
    public L1Penalty {
        Numbers.nonNegative("l1.strength", strength);
        Objects.requireNonNull(scope, "scope");
    }

    public L1Penalty(double strength) {
        this(strength, Scope.WEIGHTS);
    }

    @Override
    public double penalty(float[] parameters, Layout layout) {
        double sum = scope.blocks(layout).sum((from, to) -> Norm.L1.of(parameters, from, to));
        return strength * sum;
    }

    @Override
    public void addGradient(float[] parameters, float[] gradient, Layout layout) {
        float factor = (float) strength;
        scope.blocks(layout).forEach((from, to) -> {
            for (int i = from; i < to; i++) {
                gradient[i] += factor * Math.signum(parameters[i]);
            }
        });
    }
}

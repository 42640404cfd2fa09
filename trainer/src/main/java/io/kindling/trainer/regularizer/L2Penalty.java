package io.kindling.trainer.regularizer;

import io.kindling.trainer.config.ConfigName;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.math.SumOfSquares;
import java.util.Objects;

/**
 * L2 penalty, strength / 2 * sum of w^2 (Hoerl and Kennard, 1970), with gradient strength * w: the weight decay of
 * plain SGD.
 *
 * @param strength not negative
 * @param scope default {@link Scope#WEIGHTS}
 */
@ConfigName("l2")
public record L2Penalty(double strength, Scope scope) implements Regularizer {
    public L2Penalty {
        Numbers.nonNegative("l2.strength", strength);
        Objects.requireNonNull(scope, "scope");
    }

    public L2Penalty(double strength) {
        this(strength, Scope.WEIGHTS);
    }

    @Override
    public double penalty(float[] parameters, Layout layout) {
        double sum = scope.blocks(layout).sum((from, to) -> SumOfSquares.of(parameters, from, to));
        return strength / 2 * sum;
    }

    @Override
    public void addGradient(float[] parameters, float[] gradient, Layout layout) {
        float factor = (float) strength;
        scope.blocks(layout).forEach((from, to) -> {
            for (int i = from; i < to; i++) {
                gradient[i] += factor * parameters[i];
            }
        });
    }
}

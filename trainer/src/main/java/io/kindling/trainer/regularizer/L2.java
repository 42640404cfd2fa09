package io.kindling.trainer.regularizer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.math.SumOfSquares;
import java.util.Objects;

/**
 * strength / 2 * sum of w^2 (Hoerl and Kennard, 1970), with gradient strength * w: the weight decay of plain SGD.
 *
 * @param strength not negative
 * @param scope default {@link Scope#WEIGHTS}
 */
public record L2(double strength, Scope scope) implements Regularizer {
    public L2 {
        Numbers.nonNegative("l2.strength", strength);
        Objects.requireNonNull(scope, "scope");
    }

    public L2(double strength) {
        this(strength, Scope.WEIGHTS);
    }

    @Override
    public double penalty(float[] parameters, Layout layout) {
        double sum = 0;
        for (Slice slice : layout.slices()) {
            if (scope.includes(slice)) {
                sum += SumOfSquares.of(parameters, slice.offset(), slice.end());
            }
        }
        return strength / 2 * sum;
    }

    @Override
    public void addGradient(float[] parameters, float[] gradient, Layout layout) {
        float factor = (float) strength;
        for (Slice slice : layout.slices()) {
            if (scope.includes(slice)) {
                for (int i = slice.offset(); i < slice.end(); i++) {
                    gradient[i] += factor * parameters[i];
                }
            }
        }
    }
}

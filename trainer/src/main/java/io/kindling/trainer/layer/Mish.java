package io.kindling.trainer.layer;

import java.util.List;

/** Mish: x tanh(ln(1 + e^x)) (Misra, "Mish: a self regularized non-monotonic activation function", 2020).
 *
 * <p>With e = e^x and w = e (e + 2), the tanh is w / (w + 2): one exponential and no cancellation. Above
 * {@link #LARGEST_EXPONENT} the tanh is 1 in double, and e is clamped so that its square does not overflow.
 */
public record Mish() implements Activation {
    private static final double LARGEST_EXPONENT = 100;

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            double e = Math.exp(Math.min(x[i], LARGEST_EXPONENT));
            double w = e * (e + 2);
            y[i] = (float) (x[i] * (w / (w + 2)));
        }
    }

    /** The derivative of the tanh is 4 e (e + 1) / (w + 2)^2. */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            double e = Math.exp(Math.min(x[i], LARGEST_EXPONENT));
            double w = e * (e + 2);
            double slope = 4 * e * (e + 1) / ((w + 2) * (w + 2));
            dx[i] = (float) (dy[i] * (w / (w + 2) + x[i] * slope));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        String softplus = scope.node("Softplus", List.of(x));
        return scope.node("Mul", List.of(x, scope.node("Tanh", List.of(softplus))));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.math.NormalDistribution;
import java.util.List;
import java.util.Objects;

/**
 * GELU: x Phi(x), with Phi the cumulative standard normal distribution (Hendrycks and Gimpel, "Gaussian error linear
 * units", 2016).
 *
 * @param approximate how to compute Phi; default NONE
 */
public record Gelu(Approximation approximate) implements Activation {
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    /** How Phi is computed. */
    public enum Approximation {
        /** With the error function. */
        NONE,
        /** (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
        TANH
    }

    public Gelu {
        Objects.requireNonNull(approximate, "approximate");
    }

    public Gelu() {
        this(Approximation.NONE);
    }

    @Override
    public void activate(float[] x, float[] y, int length) {
        if (approximate == Approximation.TANH) {
            activateByTanh(x, y, length);
        } else {
            activateByErf(x, y, length);
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        if (approximate == Approximation.TANH) {
            differentiateByTanh(x, dy, dx, length);
        } else {
            differentiateByErf(x, dy, dx, length);
        }
    }

    /** Exports GELU as products: ONNX has the operator only since opset 20. */
    @Override
    public String export(OnnxScope scope, String x) {
        String share = approximate == Approximation.TANH ? tanh(scope, x) : erf(scope, x);
        String half = scope.node("Mul", List.of(x, scope.scalar("half", 0.5)));
        return scope.node("Mul", List.of(half, scope.node("Add", List.of(share, scope.scalar("one", 1)))));
    }

    private static String erf(OnnxScope scope, String x) {
        return scope.node("Erf", List.of(scope.node("Mul", List.of(x, scope.scalar("scale", Math.sqrt(0.5))))));
    }

    private static String tanh(OnnxScope scope, String x) {
        String square = scope.node("Mul", List.of(x, x));
        String cubic = scope.node("Mul", List.of(square, scope.scalar("cubic", CUBIC)));
        String factor = scope.node("Add", List.of(cubic, scope.scalar("one", 1)));
        String scaled = scope.node("Mul", List.of(x, scope.scalar("scale", SQRT_2_OVER_PI)));
        return scope.node("Tanh", List.of(scope.node("Mul", List.of(scaled, factor))));
    }

    private static void activateByErf(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = (float) (x[i] * NormalDistribution.cumulative(x[i]));
        }
    }

    /** The derivative is Phi(x) + x phi(x). */
    private static void differentiateByErf(float[] x, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            double v = x[i];
            double exp = Math.exp(-0.5 * v * v);
            dx[i] = (float) (dy[i] * (NormalDistribution.cumulative(v, exp) + v * NormalDistribution.density(exp)));
        }
    }

    private static void activateByTanh(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            double v = x[i];
            double t = Math.tanh(SQRT_2_OVER_PI * (v + CUBIC * v * v * v));
            y[i] = (float) (0.5 * v * (1 + t));
        }
    }

    /** With u = sqrt(2 / pi) (x + 0.044715 x^3), the derivative is (1 + tanh u) / 2 + x (1 - tanh^2 u) u' / 2. */
    private static void differentiateByTanh(float[] x, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            double v = x[i];
            double t = Math.tanh(SQRT_2_OVER_PI * (v + CUBIC * v * v * v));
            double slope = SQRT_2_OVER_PI * (1 + 3 * CUBIC * v * v);
            dx[i] = (float) (dy[i] * (0.5 * (1 + t) + 0.5 * v * (1 - t * t) * slope));
        }
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.math.Heaviside;
import java.util.List;

/**
 * SELU: scale (x > 0 ? x : alpha (e^x - 1)), with the constants that preserve mean 0 and variance 1 across layers
 * (Klambauer et al., "Self-normalizing neural networks", 2017); the derivative at 0 is scale alpha.
 */
public record Selu() implements Activation {
    private static final double SCALE = 1.0507009873554805;
    private static final double SCALE_ALPHA = SCALE * 1.6732632423543772;

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = (float) (SCALE * Math.max(x[i], 0f) + SCALE_ALPHA * Math.expm1(Math.min(x[i], 0f)));
        }
    }

    /** For x < 0 the derivative is y + scale alpha. */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        float right = (float) SCALE;
        float shift = (float) SCALE_ALPHA;
        for (int i = 0; i < length; i++) {
            float positive = Heaviside.step(x[i]);
            dx[i] = dy[i] * (positive * right + (1f - positive) * (y[i] + shift));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Selu", List.of(x));
    }
}

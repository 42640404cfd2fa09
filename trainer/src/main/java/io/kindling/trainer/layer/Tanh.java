package io.kindling.trainer.layer;

import io.kindling.trainer.math.HyperbolicTangent;
import java.util.List;

/** Hyperbolic tangent: (e^x - e^-x) / (e^x + e^-x). */
public record Tanh() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        HyperbolicTangent.tanh(x, 0, y, 0, length);
    }

    /** The derivative is 1 - y^2. */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            dx[i] = dy[i] * (1f - y[i] * y[i]);
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Tanh", List.of(x));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.math.Heaviside;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * Hard sigmoid: min(max(x + 3, 0), 6) / 6 (Howard et al., "Searching for MobileNetV3", 2019); the derivative at -3 and
 * at 3 is 0.
 */
public record Hardsigmoid() implements Activation {
    private static final float SIXTH = 1f / 6f;

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = Math.min(Math.max(x[i] + 3f, 0f), 6f) * SIXTH;
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            dx[i] = dy[i] * (Heaviside.step(x[i] + 3f) * Heaviside.step(3f - x[i]) * SIXTH);
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node(
                "HardSigmoid", List.of(x), OnnxAttribute.number("alpha", SIXTH), OnnxAttribute.number("beta", 0.5));
    }
}

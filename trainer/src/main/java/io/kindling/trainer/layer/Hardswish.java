package io.kindling.trainer.layer;

import io.kindling.trainer.math.Heaviside;
import java.util.List;

/**
 * Hard swish: x min(max(x + 3, 0), 6) / 6 (Howard et al., "Searching for MobileNetV3", 2019). The derivative is x / 3 +
 * 1 / 2 in (-3, 3), 0 for x <= -3 and 1 for x >= 3.
 */
public record Hardswish() implements Activation {
    private static final float SIXTH = 1f / 6f;
    private static final float THIRD = 1f / 3f;

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = x[i] * (Math.min(Math.max(x[i] + 3f, 0f), 6f) * SIXTH);
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            float below3 = Heaviside.step(3f - x[i]);
            float inside = Heaviside.step(x[i] + 3f) * below3;
            dx[i] = dy[i] * (inside * (x[i] * THIRD + 0.5f) + (1f - below3));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("HardSwish", List.of(x));
    }
}

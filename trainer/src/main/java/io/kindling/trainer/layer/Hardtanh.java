package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.math.Heaviside;
import java.util.List;

/**
 * Clamps x: min(max(x, minVal), maxVal). The derivative at both ends is 0.
 *
 * @param minVal smallest output; default -1
 * @param maxVal largest output, above minVal; default 1
 */
public record Hardtanh(double minVal, double maxVal) implements Activation {
    public Hardtanh {
        Numbers.finite("hardtanh.minVal", minVal);
        Numbers.finite("hardtanh.maxVal", maxVal);
        if (minVal >= maxVal) {
            throw new ConfigurationException(
                    "Invalid hardtanh.maxVal: " + maxVal + " (must be above minVal, " + minVal + ")");
        }
    }

    public Hardtanh() {
        this(-1, 1);
    }

    @Override
    public void activate(float[] x, float[] y, int length) {
        float min = (float) minVal;
        float max = (float) maxVal;
        for (int i = 0; i < length; i++) {
            y[i] = Math.min(Math.max(x[i], min), max);
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        float min = (float) minVal;
        float max = (float) maxVal;
        for (int i = 0; i < length; i++) {
            dx[i] = dy[i] * (Heaviside.step(y[i] - min) * Heaviside.step(max - y[i]));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Clip", List.of(x, scope.scalar("min", minVal), scope.scalar("max", maxVal)));
    }
}

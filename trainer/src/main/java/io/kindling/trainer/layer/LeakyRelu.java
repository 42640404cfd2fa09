package io.kindling.trainer.layer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.math.Heaviside;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * Leaky ReLU: x > 0 ? x : negativeSlope x (Maas, Hannun and Ng, 2013); the derivative at 0 is negativeSlope.
 *
 * @param negativeSlope slope for negative x; default 0.01
 */
public record LeakyRelu(double negativeSlope) implements Activation {
    public LeakyRelu {
        Numbers.finite("leakyRelu.negativeSlope", negativeSlope);
    }

    public LeakyRelu() {
        this(0.01);
    }

    @Override
    public void activate(float[] x, float[] y, int length) {
        float slope = (float) negativeSlope;
        for (int i = 0; i < length; i++) {
            y[i] = Math.max(x[i], 0f) + slope * Math.min(x[i], 0f);
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        float slope = (float) negativeSlope;
        for (int i = 0; i < length; i++) {
            float positive = Heaviside.step(x[i]);
            dx[i] = dy[i] * (positive + (1f - positive) * slope);
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("LeakyRelu", List.of(x), OnnxAttribute.number("alpha", negativeSlope));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.math.Heaviside;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * x > 0 ? x : alpha (e^x - 1) (Clevert, Unterthiner and Hochreiter, 2016); the derivative at 0 is alpha.
 *
 * @param alpha default 1
 */
public record Elu(double alpha) implements Activation {
    public Elu {
        Numbers.finite("elu.alpha", alpha);
    }

    public Elu() {
        this(1);
    }

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = (float) (Math.max(x[i], 0f) + alpha * Math.expm1(Math.min(x[i], 0f)));
        }
    }

    /** For x < 0 the derivative is alpha e^x = y + alpha. */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        float a = (float) alpha;
        for (int i = 0; i < length; i++) {
            float positive = Heaviside.step(x[i]);
            dx[i] = dy[i] * (positive + (1f - positive) * (y[i] + a));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Elu", List.of(x), OnnxAttribute.number("alpha", alpha));
    }
}

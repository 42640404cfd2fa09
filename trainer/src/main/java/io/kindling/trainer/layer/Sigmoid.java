package io.kindling.trainer.layer;

import io.kindling.trainer.math.Logistic;
import java.util.List;

/** Sigmoid: 1 / (1 + e^-x). */
public record Sigmoid() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        Logistic.sigmoid(x, 0, y, 0, length);
    }

    /** The derivative is y (1 - y). */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            dx[i] = dy[i] * (y[i] * (1f - y[i]));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Sigmoid", List.of(x));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.math.Logistic;
import java.util.List;

/** SiLU, also called swish: x / (1 + e^-x) (Elfwing, Uchibe and Doya, 2018). */
public record Silu() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = (float) (x[i] * Logistic.sigmoid(x[i]));
        }
    }

    /** With s = sigmoid(x), the derivative is s (1 + x (1 - s)). */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            double s = Logistic.sigmoid(x[i]);
            dx[i] = (float) (dy[i] * (s * (1 + x[i] * (1 - s))));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Mul", List.of(x, scope.node("Sigmoid", List.of(x))));
    }
}

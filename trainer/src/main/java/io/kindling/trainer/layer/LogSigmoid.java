package io.kindling.trainer.layer;

import io.kindling.trainer.math.Logistic;
import java.util.List;

/** Log-sigmoid: ln(1 / (1 + e^-x)). */
public record LogSigmoid() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = (float) -Logistic.softplus(-x[i]);
        }
    }

    /** The derivative is the sigmoid of -x. */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            dx[i] = (float) (dy[i] * Logistic.sigmoid(-x[i]));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        String softplus = scope.node("Softplus", List.of(scope.node("Neg", List.of(x))));
        return scope.node("Neg", List.of(softplus));
    }
}

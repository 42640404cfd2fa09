package io.kindling.trainer.layer;

import io.kindling.trainer.error.Numbers;
import io.kindling.trainer.math.Logistic;
import java.util.List;

/**
 * Softplus: ln(1 + e^(beta x)) / beta (Dugas et al., 2001). For beta x > threshold it is x, with derivative 1.
 *
 * @param beta sharpness, positive; default 1
 * @param threshold value of beta x above which the function is linear; default 20
 */
public record Softplus(double beta, double threshold) implements Activation {
    public Softplus {
        Numbers.positive("softplus.beta", beta);
        Numbers.finite("softplus.threshold", threshold);
    }

    public Softplus() {
        this(1, 20);
    }

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            double scaled = beta * x[i];
            y[i] = scaled > threshold ? x[i] : (float) (Logistic.softplus(scaled) / beta);
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            double scaled = beta * x[i];
            dx[i] = scaled > threshold ? dy[i] : (float) (dy[i] * Logistic.sigmoid(scaled));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        String scaled = scope.node("Mul", List.of(x, scope.scalar("beta", beta)));
        String curve = scope.node("Div", List.of(scope.node("Softplus", List.of(scaled)), scope.scalar("beta", beta)));
        String straight = scope.node("Greater", List.of(scaled, scope.scalar("threshold", threshold)));
        return scope.node("Where", List.of(straight, x, curve));
    }
}

package io.kindling.trainer.layer;

import io.kindling.trainer.math.Heaviside;
import java.util.List;

/** ReLU6: min(max(x, 0), 6) (Krizhevsky, 2010); the derivative at 0 and at 6 is 0. */
public record Relu6() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = Math.min(Math.max(x[i], 0f), 6f);
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            dx[i] = dy[i] * (Heaviside.step(y[i]) * Heaviside.step(6f - y[i]));
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Clip", List.of(x, scope.scalar("min", 0), scope.scalar("max", 6)));
    }
}

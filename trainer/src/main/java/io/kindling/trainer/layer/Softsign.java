package io.kindling.trainer.layer;

import java.util.List;

/** Softsign: x / (1 + |x|) (Bergstra et al., 2009). */
public record Softsign() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = x[i] / (1f + Math.abs(x[i]));
        }
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            float d = 1f + Math.abs(x[i]);
            dx[i] = dy[i] / (d * d);
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Softsign", List.of(x));
    }
}

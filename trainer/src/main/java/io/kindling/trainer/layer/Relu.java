package io.kindling.trainer.layer;

import java.util.List;

/** ReLU: max(x, 0); the derivative at 0 is 0. */
public record Relu() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            y[i] = Math.max(x[i], 0f);
        }
    }

    /**
     * Branch-free, so the JIT compiler vectorizes the loop: even the smallest y > 0 exceeds 1 after multiplication by
     * 2^200. The JIT compiler of JDK 17 does not vectorize the alternative with integer bits.
     */
    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        for (int i = 0; i < length; i++) {
            dx[i] = dy[i] * Math.min(y[i] * 0x1.0p100f * 0x1.0p100f, 1f);
        }
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Relu", List.of(x));
    }
}

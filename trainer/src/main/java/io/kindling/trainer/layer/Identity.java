package io.kindling.trainer.layer;

/** Identity: y = x. */
public record Identity() implements Activation {

    @Override
    public void activate(float[] x, float[] y, int length) {
        System.arraycopy(x, 0, y, 0, length);
    }

    @Override
    public void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length) {
        System.arraycopy(dy, 0, dx, 0, length);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return x;
    }
}

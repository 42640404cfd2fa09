package io.kindling.trainer.layer;

import java.util.Arrays;

/** Runtime of GlobalAvgPool1d and GlobalAvgPool2d: averages {@code plane} values per channel. */
record GlobalAvgPoolLayer(int channels, int plane) implements Layer {

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        for (int i = 0; i < n * channels; i++) {
            y[i] = (float) (Reductions.sum(x, i * plane, (i + 1) * plane) / plane);
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (dx != null) {
            for (int i = 0; i < n * channels; i++) {
                Arrays.fill(dx, i * plane, (i + 1) * plane, dy[i] / plane);
            }
        }
    }
}

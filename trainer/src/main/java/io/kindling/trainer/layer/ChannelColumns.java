package io.kindling.trainer.layer;

import java.util.Arrays;

/** Loops over one value per channel, (n, channels), row by row, all channels at once. */
record ChannelColumns(int channels) implements ChannelLoops {

    @Override
    public void sums(float[] x, int n, double[] sums) {
        Arrays.fill(sums, 0, channels, 0);
        for (int i = 0; i < n; i++) {
            int row = i * channels;
            for (int c = 0; c < channels; c++) {
                sums[c] += x[row + c];
            }
        }
    }

    @Override
    public void squaredDistances(float[] x, int n, double[] means, double[] sums) {
        Arrays.fill(sums, 0, channels, 0);
        for (int i = 0; i < n; i++) {
            int row = i * channels;
            for (int c = 0; c < channels; c++) {
                double distance = x[row + c] - means[c];
                sums[c] += distance * distance;
            }
        }
    }

    @Override
    public void products(float[] g, float[] x, int n, double[] means, double[] sums) {
        Arrays.fill(sums, 0, channels, 0);
        for (int i = 0; i < n; i++) {
            int row = i * channels;
            for (int c = 0; c < channels; c++) {
                sums[c] += g[row + c] * (x[row + c] - means[c]);
            }
        }
    }

    @Override
    public void scaleAndShift(float[] x, int n, double[] means, double[] scales, double[] shifts, float[] y) {
        for (int i = 0; i < n; i++) {
            int row = i * channels;
            for (int c = 0; c < channels; c++) {
                y[row + c] = (float) ((x[row + c] - means[c]) * scales[c] + shifts[c]);
            }
        }
    }

    @Override
    public void inputGradient(
            float[] dy,
            float[] x,
            int n,
            double[] means,
            double[] scales,
            double[] slopes,
            double[] constants,
            float[] dx) {
        for (int i = 0; i < n; i++) {
            int row = i * channels;
            for (int c = 0; c < channels; c++) {
                dx[row + c] = (float) (dy[row + c] * scales[c] - (x[row + c] - means[c]) * slopes[c] - constants[c]);
            }
        }
    }
}

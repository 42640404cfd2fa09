package io.kindling.trainer.layer;

import java.util.Arrays;

/**
 * Loops over many values per channel, (n, channels, values), plane by plane. A mean is the sum of two floats. x - mean
 * then keeps float precision far from zero, in loops that the JIT compiler vectorizes.
 */
record ChannelPlanes(int channels, int values) implements ChannelLoops {

    @Override
    public void sums(float[] x, int n, double[] sums) {
        Arrays.fill(sums, 0, channels, 0);
        for (int plane = 0; plane < n * channels; plane++) {
            sums[plane % channels] += Reductions.sum(x, plane * values, (plane + 1) * values);
        }
    }

    @Override
    public void squaredDistances(float[] x, int n, double[] means, double[] sums) {
        Arrays.fill(sums, 0, channels, 0);
        for (int plane = 0; plane < n * channels; plane++) {
            int c = plane % channels;
            sums[c] += Reductions.squaredDistances(x, plane * values, (plane + 1) * values, means[c]);
        }
    }

    @Override
    public void products(float[] g, float[] x, int n, double[] means, double[] sums) {
        Arrays.fill(sums, 0, channels, 0);
        for (int plane = 0; plane < n * channels; plane++) {
            int c = plane % channels;
            sums[c] += Reductions.products(g, x, plane * values, (plane + 1) * values, means[c]);
        }
    }

    @Override
    public void scaleAndShift(float[] x, int n, double[] means, double[] scales, double[] shifts, float[] y) {
        for (int plane = 0; plane < n * channels; plane++) {
            int c = plane % channels;
            float high = (float) means[c];
            float low = (float) (means[c] - high);
            float scale = (float) scales[c];
            float shift = (float) shifts[c];
            for (int i = plane * values; i < (plane + 1) * values; i++) {
                y[i] = ((x[i] - high) - low) * scale + shift;
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
        for (int plane = 0; plane < n * channels; plane++) {
            int c = plane % channels;
            float high = (float) means[c];
            float low = (float) (means[c] - high);
            float scale = (float) scales[c];
            float slope = (float) slopes[c];
            float constant = (float) constants[c];
            for (int i = plane * values; i < (plane + 1) * values; i++) {
                dx[i] = dy[i] * scale - ((x[i] - high) - low) * slope - constant;
            }
        }
    }
}

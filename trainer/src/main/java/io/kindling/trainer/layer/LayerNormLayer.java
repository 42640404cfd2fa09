package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;

/**
 * Runtime of LayerNorm over {@code rows} rows of {@code size} values per example. Stores the mean and 1 / sqrt(variance
 * + eps) of each row for backward.
 *
 * <p>A mean is the sum of two floats. x - mean then keeps float precision far from zero, in loops that the JIT compiler
 * vectorizes.
 */
record LayerNormLayer(int id, int rows, int size, double eps, Slice weight, Slice bias) implements Layer {

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        double[] means = means(pass, n);
        double[] inverses = inverses(pass, n);
        for (int row = 0; row < n * rows; row++) {
            int from = row * size;
            double mean = Reductions.sum(x, from, from + size) / size;
            double variance = Reductions.squaredDistances(x, from, from + size, mean) / size;
            means[row] = mean;
            inverses[row] = 1 / Math.sqrt(variance + eps);
            normalize(x, y, from, mean, (float) inverses[row]);
            if (weight != null) {
                scaleAndShift(pass.parameters(), y, from);
            }
        }
    }

    private void normalize(float[] x, float[] y, int from, double mean, float inverse) {
        float high = (float) mean;
        float low = (float) (mean - high);
        for (int j = from; j < from + size; j++) {
            y[j] = ((x[j] - high) - low) * inverse;
        }
    }

    private void scaleAndShift(float[] parameters, float[] y, int from) {
        for (int j = 0; j < size; j++) {
            y[from + j] = y[from + j] * parameters[weight.offset() + j] + parameters[bias.offset() + j];
        }
    }

    /** With g = dy weight and h the normalized x: dx = (g - mean(g) - h mean(g h)) / sqrt(variance + eps). */
    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        double[] means = means(pass, n);
        double[] inverses = inverses(pass, n);
        for (int row = 0; row < n * rows; row++) {
            int from = row * size;
            if (weight != null) {
                addParameterGradient(pass.gradient(), x, dy, from, means[row], (float) inverses[row]);
            }
            if (dx != null) {
                System.arraycopy(dy, from, dx, from, size);
                if (weight != null) {
                    for (int j = 0; j < size; j++) {
                        dx[from + j] *= pass.parameters()[weight.offset() + j];
                    }
                }
                project(x, dx, from, means[row], inverses[row]);
            }
        }
    }

    private void addParameterGradient(float[] gradient, float[] x, float[] dy, int from, double mean, float inverse) {
        float high = (float) mean;
        float low = (float) (mean - high);
        for (int j = 0; j < size; j++) {
            gradient[weight.offset() + j] += dy[from + j] * (((x[from + j] - high) - low) * inverse);
        }
        for (int j = 0; j < size; j++) {
            gradient[bias.offset() + j] += dy[from + j];
        }
    }

    /** Converts g to dx in place. */
    private void project(float[] x, float[] dx, int from, double mean, double inverse) {
        float high = (float) mean;
        float low = (float) (mean - high);
        double products = Reductions.products(dx, x, from, from + size, mean);
        float scale = (float) inverse;
        float constant = (float) (Reductions.sum(dx, from, from + size) / size);
        float slope = (float) (products * inverse * inverse / size);
        for (int j = from; j < from + size; j++) {
            dx[j] = (dx[j] - constant - ((x[j] - high) - low) * slope) * scale;
        }
    }

    private double[] means(Pass pass, int n) {
        return pass.workspace().doubles(id, 0, n * rows);
    }

    private double[] inverses(Pass pass, int n) {
        return pass.workspace().doubles(id, 1, n * rows);
    }
}

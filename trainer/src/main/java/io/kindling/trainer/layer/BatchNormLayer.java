package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.Arrays;
import java.util.List;

/**
 * Runtime of BatchNorm1d and BatchNorm2d. Forward stores mean and 1 / sqrt(variance + eps) of each channel in the
 * workspace for backward.
 */
final class BatchNormLayer implements Layer {
    private static final int MEANS = 0;
    private static final int INVERSES = 1;
    private static final int SUMS = 2;
    private static final int PRODUCTS = 3;
    private static final int SCALES = 4;
    private static final int SHIFTS = 5;

    private final int id;
    private final int channels;
    private final int values;
    private final double eps;
    private final Slice weight;
    private final Slice bias;
    private final Slice runningMean;
    private final Slice runningVariance;
    private final int firstChannel;
    private final ChannelLoops loops;

    BatchNormLayer(Binding binding, int channels, double eps, double momentum, boolean affine) {
        this.id = binding.id();
        this.channels = channels;
        this.values = binding.input().size() / channels;
        this.eps = eps;
        this.weight = affine ? binding.parameter("weight") : null;
        this.bias = affine ? binding.parameter("bias") : null;
        this.runningMean = binding.buffer("running_mean");
        this.runningVariance = binding.buffer("running_var");
        this.firstChannel = binding.runningStatistics(runningMean, runningVariance, momentum);
        this.loops = values == 1 ? new ChannelColumns(channels) : new ChannelPlanes(channels, values);
    }

    /** ONNX requires a weight and a bias: ones and zeros without {@code affine}. */
    static String export(OnnxScope scope, String x, int channels, double eps, boolean affine) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1f);
        List<Integer> dimensions = List.of(channels);
        String weight = affine ? scope.parameter("weight") : scope.floats("one", dimensions, ones);
        String bias = affine ? scope.parameter("bias") : scope.floats("zero", dimensions, new float[channels]);
        return scope.node(
                "BatchNormalization",
                List.of(x, weight, bias, scope.buffer("running_mean"), scope.buffer("running_var")),
                OnnxAttribute.number("epsilon", eps));
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        double[] means = kept(pass, MEANS);
        double[] inverses = kept(pass, INVERSES);
        if (pass.training()) {
            shardStatistics(x, n, means, inverses, pass);
        } else {
            runningStatistics(pass.buffers(), means, inverses);
        }
        double[] shifts = kept(pass, SHIFTS);
        for (int c = 0; c < channels; c++) {
            shifts[c] = bias == null ? 0 : pass.parameters()[bias.offset() + c];
        }
        loops.scaleAndShift(x, n, means, scales(pass, inverses), shifts, y);
    }

    private void shardStatistics(float[] x, int n, double[] means, double[] inverses, Pass pass) {
        double count = (double) n * values;
        double divisor = Math.max(1, count);
        double[] m2 = kept(pass, SUMS);
        loops.sums(x, n, means);
        for (int c = 0; c < channels; c++) {
            means[c] /= divisor;
        }
        loops.squaredDistances(x, n, means, m2);
        for (int c = 0; c < channels; c++) {
            pass.moments().set(firstChannel + c, count, means[c], m2[c]);
            inverses[c] = 1 / Math.sqrt(m2[c] / divisor + eps);
        }
    }

    private void runningStatistics(float[] buffers, double[] means, double[] inverses) {
        for (int c = 0; c < channels; c++) {
            means[c] = buffers[runningMean.offset() + c];
            inverses[c] = 1 / Math.sqrt(buffers[runningVariance.offset() + c] + eps);
        }
    }

    private double[] scales(Pass pass, double[] inverses) {
        double[] scales = kept(pass, SCALES);
        for (int c = 0; c < channels; c++) {
            scales[c] = weight == null ? inverses[c] : inverses[c] * pass.parameters()[weight.offset() + c];
        }
        return scales;
    }

    /**
     * With h the normalized x and m the number of values of a channel: dx = weight / sqrt(variance + eps) (dy - sum(dy)
     * / m - h sum(dy h) / m) in training, where mean and variance depend on x, and without the two sums in evaluation.
     */
    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        double[] means = kept(pass, MEANS);
        double[] inverses = kept(pass, INVERSES);
        double[] sums = kept(pass, SUMS);
        double[] products = kept(pass, PRODUCTS);
        loops.sums(dy, n, sums);
        loops.products(dy, x, n, means, products);
        if (weight != null) {
            float[] gradient = pass.gradient();
            for (int c = 0; c < channels; c++) {
                gradient[weight.offset() + c] += (float) (products[c] * inverses[c]);
                gradient[bias.offset() + c] += (float) sums[c];
            }
        }
        if (dx == null) {
            return;
        }
        double[] scales = scales(pass, inverses);
        if (pass.training()) {
            double divisor = Math.max(1, (double) n * values);
            for (int c = 0; c < channels; c++) {
                sums[c] *= scales[c] / divisor;
                products[c] *= scales[c] * inverses[c] * inverses[c] / divisor;
            }
        } else {
            Arrays.fill(sums, 0, channels, 0);
            Arrays.fill(products, 0, channels, 0);
        }
        loops.inputGradient(dy, x, n, means, scales, products, sums, dx);
    }

    private double[] kept(Pass pass, int slot) {
        return pass.workspace().doubles(id, slot, channels);
    }
}

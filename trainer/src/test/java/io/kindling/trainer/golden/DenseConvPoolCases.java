package io.kindling.trainer.golden;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.initializer.Normal;
import io.kindling.trainer.layer.AvgPool2d;
import io.kindling.trainer.layer.BoundLayer;
import io.kindling.trainer.layer.Conv1d;
import io.kindling.trainer.layer.Conv2d;
import io.kindling.trainer.layer.Dropout;
import io.kindling.trainer.layer.Embedding;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layer.GlobalAvgPool2d;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.MaxPool2d;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Window1d;
import io.kindling.trainer.layer.Window2d;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/** The family layers_dense_conv_pool. */
final class DenseConvPoolCases {
    private static final double RTOL = 2e-5;
    private static final double ATOL = 1e-6;

    private DenseConvPoolCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        return Map.of(
                "linear", DenseConvPoolCases::linear,
                "conv1d", DenseConvPoolCases::conv1d,
                "conv2d", DenseConvPoolCases::conv2d,
                "max_pool2d", DenseConvPoolCases::maxPool2d,
                "avg_pool2d", DenseConvPoolCases::avgPool2d,
                "global_avg_pool2d", g -> channelsFirst(g, new GlobalAvgPool2d()),
                "embedding", DenseConvPoolCases::embedding,
                "dropout", DenseConvPoolCases::dropout);
    }

    private static void linear(GoldenCase golden) {
        Options options = Options.of(golden, "in_features", "out_features", "bias");
        int[] shape = golden.shape("x");
        int in = options.integer("in_features", shape[shape.length - 1]);
        Shape input = shape.length == 2 ? new Features(in) : new Sequence(shape[1], in);
        int out = options.integer("out_features", golden.shape("params/weight")[0]);
        boolean bias = options.flag("bias", true);
        check(golden, new Linear(out, bias, new KaimingUniform(), new FanInUniform()), input);
    }

    private static void conv1d(GoldenCase golden) {
        Options options = Options.of(golden, "stride", "padding", "dilation", "groups", "bias");
        int[] weight = golden.shape("params/weight");
        channelsFirst(
                golden,
                new Conv1d(
                        weight[0],
                        new Window1d(
                                weight[2],
                                LayerCases.axes(golden, "stride")[0],
                                LayerCases.axes(golden, "padding")[0],
                                LayerCases.axes(golden, "dilation")[0]),
                        options.integer("groups", 1),
                        options.flag("bias", true),
                        new KaimingUniform(),
                        new FanInUniform()));
    }

    private static void conv2d(GoldenCase golden) {
        Options options = Options.of(golden, "stride", "padding", "dilation", "groups", "bias");
        int[] weight = golden.shape("params/weight");
        channelsFirst(
                golden,
                new Conv2d(
                        weight[0],
                        new Window2d(
                                new Extent2(weight[2], weight[3]),
                                LayerCases.extent(golden, "stride"),
                                LayerCases.extent(golden, "padding"),
                                LayerCases.extent(golden, "dilation")),
                        options.integer("groups", 1),
                        options.flag("bias", true),
                        new KaimingUniform(),
                        new FanInUniform()));
    }

    private static void maxPool2d(GoldenCase golden) {
        Options options = Options.of(golden, "kernel_size", "stride", "padding", "ceil_mode");
        channelsFirst(
                golden,
                new MaxPool2d(
                        LayerCases.extent(golden, "kernel_size"),
                        LayerCases.extent(golden, "stride"),
                        LayerCases.extent(golden, "padding"),
                        options.flag("ceil_mode", false)));
    }

    private static void avgPool2d(GoldenCase golden) {
        Options options = Options.of(golden, "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad");
        channelsFirst(
                golden,
                new AvgPool2d(
                        LayerCases.extent(golden, "kernel_size"),
                        LayerCases.extent(golden, "stride"),
                        LayerCases.extent(golden, "padding"),
                        options.flag("ceil_mode", false),
                        options.flag("count_include_pad", true)));
    }

    private static void embedding(GoldenCase golden) {
        Options options = Options.of(golden, "num_embeddings", "embedding_dim", "padding_idx");
        int[] weight = golden.shape("params/weight");
        check(
                golden,
                new Embedding(
                        options.integer("num_embeddings", weight[0]),
                        options.integer("embedding_dim", weight[1]),
                        options.integer("padding_idx", -1),
                        new Normal()),
                new Features(golden.shape("x")[1]));
    }

    private static void channelsFirst(GoldenCase golden, LayerSpec spec) {
        check(golden, spec, LayerCases.channelsFirst(golden.shape("x")));
    }

    private static void check(GoldenCase golden, LayerSpec spec, Shape input) {
        BoundLayer bound = new BoundLayer(spec, input);
        LayerCases.putParameters(golden, bound);
        int n = golden.shape("x")[0];
        float[] x = golden.floats("x");
        float[] gradient = new float[bound.parameters().length];
        Pass pass = bound.training(gradient, bound.newMoments(), 0, new Workspace());
        float[] y = bound.forward(pass, x, n);
        float[] dx = bound.backward(pass, x, y, golden.floats("dy"), n);
        golden.check("y", y, RTOL, ATOL);
        if (golden.has("dx")) {
            golden.check("dx", dx, RTOL, ATOL);
        }
        for (Slice slice : bound.parameterLayout().slices()) {
            golden.check("dparams/" + slice.name(), LayerCases.values(slice, gradient), RTOL, ATOL);
        }
    }

    /**
     * The layer draws its own masks, so it runs with many seeds; each value is compared in a run with the same mask as
     * the reference.
     */
    private static void dropout(GoldenCase golden) {
        int[] shape = golden.shape("x");
        int n = shape[0];
        float[] x = golden.floats("x");
        float[] dy = golden.floats("dy");
        float[] mask = golden.floats("mask");
        double p = Options.of(golden, "p").number("p", 0.5);
        BoundLayer bound = new BoundLayer(new Dropout(p), new Features(x.length / n));
        float[] ones = new float[x.length];
        Arrays.fill(ones, 1f);
        float[] y = new float[x.length];
        float[] dx = new float[x.length];
        Arrays.fill(y, Float.NaN);
        for (int seed = 0; seed < 400; seed++) {
            Pass pass = bound.training(new float[0], bound.newMoments(), seed, new Workspace());
            float[] kept = bound.forward(pass, ones, n);
            float[] outputs = bound.forward(pass, x, n);
            float[] gradient = bound.backward(pass, x, outputs, dy, n);
            for (int i = 0; i < x.length; i++) {
                if (kept[i] != 0 == (mask[i] != 0)) {
                    y[i] = outputs[i];
                    dx[i] = gradient[i];
                }
            }
        }
        golden.check("y", y, RTOL, ATOL);
        golden.check("dx", dx, RTOL, ATOL);
        golden.check("y_eval", bound.forward(bound.evaluation(new float[0], new Workspace()), x, n), RTOL, ATOL);
    }
}

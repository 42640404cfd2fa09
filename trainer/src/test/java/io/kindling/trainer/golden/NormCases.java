package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.BatchNorm2d;
import io.kindling.trainer.layer.BoundLayer;
import io.kindling.trainer.layer.LayerNorm;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The family layers_norm. */
final class NormCases {
    private static final double RTOL = 5e-5;
    private static final double ATOL = 2e-6;

    private NormCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        return Map.of(
                "batch_norm1d", g -> batchNorm(g, BatchNorm1d::new),
                "batch_norm2d", g -> batchNorm(g, BatchNorm2d::new),
                "layer_norm", NormCases::layerNorm);
    }

    private interface BatchNormKind {
        LayerSpec of(double eps, double momentum, boolean affine);
    }

    private static void batchNorm(GoldenCase golden, BatchNormKind kind) {
        Options options = Options.of(golden, "num_features", "momentum", "eps", "affine", "train_steps");
        LayerSpec spec =
                kind.of(options.number("eps", 1e-5), options.number("momentum", 0.1), options.flag("affine", true));
        int steps = options.integer("train_steps", 1);
        String first = steps == 1 ? "" : "step1/";
        BoundLayer bound = new BoundLayer(spec, LayerCases.channelsFirst(golden.shape(first + "x")));
        int features = bound.bufferLayout().slice("running_mean").length();
        if (features != options.integer("num_features", features)) {
            throw new AssertionError("The layer has " + features + " channels, unlike num_features");
        }
        LayerCases.putParameters(golden, bound);
        LayerCases.put(golden, "buffers", "_before", bound.bufferLayout(), bound.buffers());
        for (int step = 1; step <= steps; step++) {
            String prefix = steps == 1 ? "" : "step" + step + "/";
            float[] gradient = new float[bound.parameters().length];
            Moments moments = bound.newMoments();
            Pass pass = bound.training(gradient, moments, 0, new Workspace());
            checkPass(golden, prefix, bound, pass);
            bound.updateBuffers(moments);
            for (Slice slice : bound.bufferLayout().slices()) {
                String path = prefix + "buffers/" + slice.name() + "_after";
                golden.check(path, LayerCases.values(slice, bound.buffers()), RTOL, atol(golden, path));
            }
        }
        float[] gradient = new float[bound.parameters().length];
        checkPass(golden, "eval/", bound, bound.evaluation(gradient, new Workspace()));
    }

    private static void layerNorm(GoldenCase golden) {
        Options options = Options.of(golden, "normalized_shape", "eps", "affine");
        int[] shape = golden.shape("x");
        List<Integer> normalized = new ArrayList<>();
        for (JsonNode extent : LayerCases.required(golden, "normalized_shape")) {
            normalized.add(extent.asInt());
        }
        Shape input = switch (shape.length) {
            case 2 -> new Features(shape[1]);
            case 3 -> new Sequence(shape[1], shape[2]);
            default -> new Image(shape[1], shape[2], shape[3]);
        };
        BoundLayer bound = new BoundLayer(
                new LayerNorm(normalized, options.number("eps", 1e-5), options.flag("affine", true)), input);
        LayerCases.putParameters(golden, bound);
        float[] gradient = new float[bound.parameters().length];
        checkPass(golden, "", bound, bound.training(gradient, bound.newMoments(), 0, new Workspace()));
    }

    /** Forward and backward; compares outputs and gradients with the tensors under the prefix. */
    private static void checkPass(GoldenCase golden, String prefix, BoundLayer bound, Pass pass) {
        float[] x = golden.floats(prefix + "x");
        int n = golden.shape(prefix + "x")[0];
        float[] y = bound.forward(pass, x, n);
        float[] dx = bound.backward(pass, x, y, golden.floats(prefix + "dy"), n);
        golden.check(prefix + "y", y, RTOL, atol(golden, prefix + "y"));
        golden.check(prefix + "dx", dx, RTOL, atol(golden, prefix + "dx"));
        for (Slice slice : bound.parameterLayout().slices()) {
            String path = prefix + "dparams/" + slice.name();
            golden.check(path, LayerCases.values(slice, pass.gradient()), RTOL, atol(golden, path));
        }
    }

    private static double atol(GoldenCase golden, String path) {
        return ATOL + 4 * golden.noise(path);
    }
}

package io.kindling.trainer.golden;

import io.kindling.trainer.layer.Binding;
import io.kindling.trainer.layer.Elu;
import io.kindling.trainer.layer.Gelu;
import io.kindling.trainer.layer.Hardsigmoid;
import io.kindling.trainer.layer.Hardswish;
import io.kindling.trainer.layer.Hardtanh;
import io.kindling.trainer.layer.Identity;
import io.kindling.trainer.layer.Layer;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.LeakyRelu;
import io.kindling.trainer.layer.LogSigmoid;
import io.kindling.trainer.layer.LogSoftmax;
import io.kindling.trainer.layer.Mish;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layer.Relu6;
import io.kindling.trainer.layer.Selu;
import io.kindling.trainer.layer.Sigmoid;
import io.kindling.trainer.layer.Silu;
import io.kindling.trainer.layer.Softmax;
import io.kindling.trainer.layer.Softplus;
import io.kindling.trainer.layer.Softsign;
import io.kindling.trainer.layer.Tanh;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.math.JavaGemm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The family activations: y = f(x) and dx. */
final class ActivationCases {
    private static final double RTOL = 2e-5;
    private static final double ATOL = 1e-6;

    private ActivationCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        Map<String, Function<GoldenCase, LayerSpec>> specs = new HashMap<>();
        specs.put("identity", plain(new Identity()));
        specs.put("sigmoid", plain(new Sigmoid()));
        specs.put("tanh", plain(new Tanh()));
        specs.put("softsign", plain(new Softsign()));
        specs.put("log_sigmoid", plain(new LogSigmoid()));
        specs.put("relu", plain(new Relu()));
        specs.put("relu6", plain(new Relu6()));
        specs.put("selu", plain(new Selu()));
        specs.put("silu", plain(new Silu()));
        specs.put("mish", plain(new Mish()));
        specs.put("hardsigmoid", plain(new Hardsigmoid()));
        specs.put("hardswish", plain(new Hardswish()));
        specs.put(
                "leaky_relu", c -> new LeakyRelu(Options.of(c, "negative_slope").number("negative_slope", 0.01)));
        specs.put("elu", c -> new Elu(Options.of(c, "alpha").number("alpha", 1)));
        specs.put("softplus", ActivationCases::softplus);
        specs.put("hardtanh", ActivationCases::hardtanh);
        specs.put("gelu", ActivationCases::gelu);
        specs.put("softmax", c -> overLastDimension(c, new Softmax()));
        specs.put("log_softmax", c -> overLastDimension(c, new LogSoftmax()));
        Map<String, Consumer<GoldenCase>> kinds = new HashMap<>();
        specs.forEach((kind, spec) -> kinds.put(kind, golden -> check(golden, spec.apply(golden))));
        return kinds;
    }

    private static Function<GoldenCase, LayerSpec> plain(LayerSpec spec) {
        return golden -> {
            Options.of(golden);
            return spec;
        };
    }

    private static LayerSpec softplus(GoldenCase golden) {
        Options options = Options.of(golden, "beta", "threshold");
        return new Softplus(options.number("beta", 1), options.number("threshold", 20));
    }

    private static LayerSpec hardtanh(GoldenCase golden) {
        Options options = Options.of(golden, "min_val", "max_val");
        return new Hardtanh(options.number("min_val", -1), options.number("max_val", 1));
    }

    private static LayerSpec gelu(GoldenCase golden) {
        Map<String, Gelu.Approximation> choices =
                Map.of("none", Gelu.Approximation.NONE, "tanh", Gelu.Approximation.TANH);
        return new Gelu(Options.of(golden, "approximate").choice("approximate", Gelu.Approximation.NONE, choices));
    }

    private static LayerSpec overLastDimension(GoldenCase golden, LayerSpec spec) {
        int dim = Options.of(golden, "dim").integer("dim", -1);
        if (dim != -1 && dim != golden.shape("x").length - 1) {
            throw new AssertionError("Unknown value of option dim: " + dim);
        }
        return spec;
    }

    private static void check(GoldenCase golden, LayerSpec spec) {
        int[] shape = golden.shape("x");
        float[] x = golden.floats("x");
        int columns = shape.length == 0 ? 1 : shape[shape.length - 1];
        int n = x.length / columns;
        Layout none = Layout.of(List.of());
        Layer layer = spec.bind(Binding.root(new Features(columns), none, none));
        Pass pass = Pass.evaluation(new float[0], new float[0], new Workspace(), new JavaGemm());
        float[] y = new float[x.length];
        layer.forward(pass, x, y, n);
        float[] dx = new float[x.length];
        layer.backward(pass, x, y, golden.floats("dy"), dx, n);
        golden.check("y", y, RTOL, ATOL);
        golden.check("dx", dx, RTOL, ATOL);
    }
}

package io.kindling.trainer.golden;

import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.optimizer.ClipByGlobalNorm;
import io.kindling.trainer.optimizer.ClipByValue;
import io.kindling.trainer.optimizer.Clipping;
import io.kindling.trainer.optimizer.Norm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Clipping of several tensors in one flat gradient. */
final class ClippingCases {
    private static final double RTOL = 2e-6;
    private static final double ATOL = 1e-12;
    private static final Map<String, Norm> NORM_TYPES =
            Map.of("1", Norm.L1, "1.0", Norm.L1, "2", Norm.L2, "2.0", Norm.L2, "inf", Norm.INF);

    private ClippingCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        return Map.of("clip_norm", ClippingCases::norm, "clip_value", ClippingCases::value);
    }

    private static void norm(GoldenCase golden) {
        Options options = Options.of(golden, "max_norm", "norm_type");
        ClipByGlobalNorm defaults = new ClipByGlobalNorm(options.number("max_norm", Double.NaN));
        ClipByGlobalNorm clipping =
                new ClipByGlobalNorm(defaults.maxNorm(), options.choice("norm_type", defaults.normType(), NORM_TYPES));
        Layout layout = layout(golden);
        double total = clipping.totalNorm(flat(golden, layout), layout.slices());
        golden.check("total_norm", new double[] {total}, RTOL, ATOL);
        check(golden, clipping, layout);
    }

    private static void value(GoldenCase golden) {
        Options options = Options.of(golden, "clip_value");
        check(golden, new ClipByValue(options.number("clip_value", Double.NaN)), layout(golden));
    }

    private static Layout layout(GoldenCase golden) {
        List<Slot> slots = new ArrayList<>();
        for (String name : golden.group("grads_before").keys()) {
            List<Integer> shape =
                    Arrays.stream(golden.shape("grads_before/" + name)).boxed().toList();
            slots.add(new Slot(name, shape, Role.WEIGHT, new Zeros(), 1, 1));
        }
        return Layout.of(slots);
    }

    private static float[] flat(GoldenCase golden, Layout layout) {
        float[] gradient = new float[layout.length()];
        for (Slice slice : layout.slices()) {
            float[] values = golden.floats("grads_before/" + slice.name());
            System.arraycopy(values, 0, gradient, slice.offset(), values.length);
        }
        return gradient;
    }

    private static void check(GoldenCase golden, Clipping clipping, Layout layout) {
        float[] gradient = flat(golden, layout);
        clipping.clip(gradient, layout.slices());
        for (Slice slice : layout.slices()) {
            golden.check(
                    "grads_after/" + slice.name(),
                    Arrays.copyOfRange(gradient, slice.offset(), slice.end()),
                    RTOL,
                    ATOL);
        }
    }
}

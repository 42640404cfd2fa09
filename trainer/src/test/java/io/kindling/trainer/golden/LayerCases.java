package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.layer.BoundLayer;
import io.kindling.trainer.layer.Extent2;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.layout.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Shared code of the layer reference cases. */
final class LayerCases {
    private LayerCases() {}

    /** Shape of one example of (N, features), (N, C, L) or (N, C, H, W). */
    static Shape channelsFirst(int[] batch) {
        return switch (batch.length) {
            case 2 -> new Features(batch[1]);
            case 3 -> new Signal(batch[1], batch[2]);
            case 4 -> new Image(batch[1], batch[2], batch[3]);
            default -> throw new AssertionError("Unknown input shape: " + Arrays.toString(batch));
        };
    }

    /** A required attribute that holds one number for each axis. */
    static int[] axes(GoldenCase golden, String key) {
        JsonNode values = required(golden, key);
        List<Integer> axes = new ArrayList<>();
        values.forEach(v -> axes.add(v.asInt()));
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    static Extent2 extent(GoldenCase golden, String key) {
        int[] axes = axes(golden, key);
        return new Extent2(axes[0], axes[1]);
    }

    static JsonNode required(GoldenCase golden, String key) {
        JsonNode value = golden.attrs().get(key);
        if (value == null) {
            throw new AssertionError("No attribute " + key + " in " + golden.attrs());
        }
        return value;
    }

    /** Copies tensors to the parameters of the layer; names and shapes must match. */
    static void put(GoldenCase golden, String group, String suffix, Layout layout, float[] into) {
        for (Slice slice : layout.slices()) {
            String path = group + "/" + slice.name() + suffix;
            int[] shape =
                    slice.dimensions().stream().mapToInt(Integer::intValue).toArray();
            if (!Arrays.equals(shape, golden.shape(path))) {
                throw new AssertionError(
                        path + " has shape " + Arrays.toString(golden.shape(path)) + ", not " + slice.dimensions());
            }
            System.arraycopy(golden.floats(path), 0, into, slice.offset(), slice.length());
        }
    }

    static void putParameters(GoldenCase golden, BoundLayer bound) {
        put(golden, "params", "", bound.parameterLayout(), bound.parameters());
        if (bound.parameterLayout().slices().isEmpty() && golden.has("params")) {
            throw new AssertionError("The layer has no parameters; the case has some");
        }
    }

    static float[] values(Slice slice, float[] flat) {
        return Arrays.copyOfRange(flat, slice.offset(), slice.end());
    }
}

package io.kindling.trainer.layout;

import io.kindling.trainer.initializer.Initializer;
import java.util.List;
import java.util.Objects;

/**
 * A named array of parameters or buffers that a layer requires, before it has an offset.
 *
 * @param name local to the layer, as in PyTorch: {@code weight}, {@code bias}, {@code running_mean}
 * @param dimensions extents, row-major
 * @param role role of the values
 * @param initializer initializer of the values
 * @param fanIn number of inputs per output, for the initializer
 * @param fanOut number of outputs per input, for the initializer
 */
public record Slot(String name, List<Integer> dimensions, Role role, Initializer initializer, int fanIn, int fanOut) {
    public Slot {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(initializer, "initializer");
        dimensions = List.copyOf(dimensions);
        for (int extent : dimensions) {
            // Not positive if a multiple of a setting overflows an int.
            Dimensions.positive("shape of " + name + " " + dimensions, extent);
        }
    }

    /** Returns a copy named {@code prefix.name}, for a member of a composite layer. */
    public Slot within(String prefix) {
        return new Slot(prefix + "." + name, dimensions, role, initializer, fanIn, fanOut);
    }
}

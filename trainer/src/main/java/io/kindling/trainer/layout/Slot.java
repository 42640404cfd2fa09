package io.kindling.trainer.layout;

import io.kindling.trainer.initializer.Initializer;
import java.util.List;
import java.util.Objects;

/**
 * What a layer asks for: one named array of parameters or buffers, before it has a place.
 *
 * @param name local to the layer, as in PyTorch: {@code weight}, {@code bias}, {@code running_mean}
 * @param dimensions extents, row-major
 * @param role what it is for
 * @param initializer its first values
 * @param fanIn inputs that one output sums over, for the initializer
 * @param fanOut outputs that one input reaches, for the initializer
 */
public record Slot(String name, List<Integer> dimensions, Role role, Initializer initializer, int fanIn, int fanOut) {
    public Slot {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(initializer, "initializer");
        dimensions = List.copyOf(dimensions);
        for (int extent : dimensions) {
            // Zero or less where a multiple of a setting does not fit into an int.
            Dimensions.positive("shape of " + name + " " + dimensions, extent);
        }
    }

    /** The same slot under {@code prefix.name}: how a composite names what its members ask for. */
    public Slot within(String prefix) {
        return new Slot(prefix + "." + name, dimensions, role, initializer, fanIn, fanOut);
    }
}

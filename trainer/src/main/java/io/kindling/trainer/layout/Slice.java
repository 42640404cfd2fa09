package io.kindling.trainer.layout;

import java.util.List;
import java.util.Objects;

/**
 * A named range of the flat parameters or buffers.
 *
 * @param name full name as in PyTorch's state dict: {@code 0.weight}
 * @param dimensions extents, row-major
 * @param offset first index in the flat array
 * @param length number of values: the product of the dimensions
 * @param role role of the values
 */
public record Slice(String name, List<Integer> dimensions, int offset, int length, Role role) {
    public Slice {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        dimensions = List.copyOf(dimensions);
    }

    /** One past the last index. */
    public int end() {
        return offset + length;
    }
}

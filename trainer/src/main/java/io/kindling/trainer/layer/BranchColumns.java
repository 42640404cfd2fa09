package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.List;

/**
 * The columns that a branch of {@code parallel} reads: either named, or so many numbers from where the branch before it ends.
 *
 * @param names each a name, a range {@code first..last} or a pattern with {@code *} and {@code ?}; the default names none
 * @param count numbers, if none is named
 */
public record BranchColumns(List<String> names, int count) implements Serializable {
    public BranchColumns {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            Dimensions.positive("parallel.branches.columns", count);
        } else if (count != 0) {
            throw new ConfigurationException(
                    "Invalid parallel.branches.columns: " + names + " and " + count + " (must be names or a number)");
        }
    }

    public BranchColumns(List<String> names) {
        this(names, 0);
    }

    public BranchColumns(int count) {
        this(List.of(), count);
    }

    boolean areNamed() {
        return !names.isEmpty();
    }
}

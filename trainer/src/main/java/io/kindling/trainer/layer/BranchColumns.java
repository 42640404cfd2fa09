package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.List;

/**
 * Input columns of a branch of {@code parallel}: names, or the number of columns after the previous branch.
 *
 * @param names column names, ranges {@code first..last} or patterns with {@code *} and {@code ?}; default empty
 * @param count number of columns, if {@code names} is empty
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

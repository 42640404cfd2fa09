package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.Objects;

/**
 * A named column of a network's input.
 *
 * @param width numbers that it holds
 * @param categories how many whole numbers from 0 its values can be, if they stand for categories; 0 for quantities
 */
public record InputColumn(String name, int width, int categories) implements Serializable {
    public InputColumn {
        Objects.requireNonNull(name, "name");
        Dimensions.positive("width of column " + name, width);
        if (categories < 0) {
            throw new ConfigurationException(
                    "Invalid categories of column " + name + ": " + categories + " (must not be negative)");
        }
    }

    /** A column of quantities. */
    public InputColumn(String name, int width) {
        this(name, width, 0);
    }
}

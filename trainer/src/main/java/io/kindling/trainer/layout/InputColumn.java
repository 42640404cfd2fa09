package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.Objects;

/**
 * A named column of a network's input.
 *
 * @param width number of values
 * @param categories number of categories, if its values are category indices from 0; 0 for a numeric column
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

    /** Creates a numeric column. */
    public InputColumn(String name, int width) {
        this(name, width, 0);
    }
}

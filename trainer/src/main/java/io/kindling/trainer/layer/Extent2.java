package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * A number for each axis of an image: the size, step or border of a window. In a configuration one number stands for both.
 *
 * @param height number for the rows
 * @param width number for the columns
 */
public record Extent2(int height, int width) implements Serializable {

    /** The same number for both axes. */
    public Extent2(int both) {
        this(both, both);
    }

    /** Returns this if both numbers are at least {@code minimum}; {@code name} is the key that an error names. */
    Extent2 atLeast(int minimum, String name) {
        Dimensions.atLeast(minimum, name + ".height", height);
        Dimensions.atLeast(minimum, name + ".width", width);
        return this;
    }

    /** {@code 3x5}: height, then width. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}

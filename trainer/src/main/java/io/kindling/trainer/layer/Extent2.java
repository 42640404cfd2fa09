package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * Height and width of a window, stride or padding. In a configuration, one number sets both.
 *
 * @param height value for the rows
 * @param width value for the columns
 */
public record Extent2(int height, int width) implements Serializable {

    /** Creates an extent with the same value for both axes. */
    public Extent2(int both) {
        this(both, both);
    }

    /** Returns this if both values are at least {@code minimum}; {@code name} is the key in the error. */
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

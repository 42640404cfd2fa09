package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;

/** Checks shared by everything that has extents. */
public final class Dimensions {
    private Dimensions() {}

    /**
     * Returns {@code value} if it is at least 1.
     *
     * @throws ConfigurationException {@code Invalid <name>: <value> (must be at least 1)}
     */
    public static int positive(String name, int value) {
        return atLeast(1, name, value);
    }

    /**
     * Returns {@code value} if it is at least {@code minimum}.
     *
     * @throws ConfigurationException {@code Invalid <name>: <value> (must be at least <minimum>)}
     */
    public static int atLeast(int minimum, String name, int value) {
        if (value < minimum) {
            throw new ConfigurationException("Invalid " + name + ": " + value + " (must be at least " + minimum + ")");
        }
        return value;
    }
}

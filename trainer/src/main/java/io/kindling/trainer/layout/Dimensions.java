package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.util.List;

/** Checks shared by everything that has extents. */
public final class Dimensions {
    /** Values that one array holds. */
    public static final int MAX_VALUES = Integer.MAX_VALUE - 16;

    private Dimensions() {}

    /** The product of extents; {@link Long#MAX_VALUE} where it is larger. */
    public static long product(List<Integer> extents) {
        long product = 1;
        for (int extent : extents) {
            if (extent > 0 && product > Long.MAX_VALUE / extent) {
                return Long.MAX_VALUE;
            }
            product *= extent;
        }
        return product;
    }

    /**
     * Returns a number of values that one array holds.
     *
     * @param what they are, for the message
     * @throws ConfigurationException if it holds fewer
     */
    public static int arraySize(String what, long values) {
        if (values > MAX_VALUES) {
            throw new ConfigurationException("Invalid " + what + ": " + (values == Long.MAX_VALUE ? "too many" : values)
                    + " values (one array holds at most " + MAX_VALUES + ")");
        }
        return (int) values;
    }

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

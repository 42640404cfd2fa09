package io.kindling.trainer.layout;

import io.kindling.trainer.error.ConfigurationException;
import java.util.List;

/** Validates sizes of shapes and arrays. */
public final class Dimensions {
    /** Maximum number of values in one array. */
    public static final int MAX_VALUES = Integer.MAX_VALUE - 16;

    private Dimensions() {}

    /** Returns the product of extents, capped at {@link Long#MAX_VALUE}. */
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
     * Returns {@code values} as an array size.
     *
     * @param what description of the values, for the message
     * @throws ConfigurationException if it exceeds {@link #MAX_VALUES}
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
